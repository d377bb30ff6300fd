/**
 * CommonJS for pages written that way: importing this puts `require`, `module`, `exports`, `__filename` and
 * `__dirname` on the global object, as seen from the page.
 * @module
 */

import '../node/internal/init.js'
import '../node/module.js'
import { module, require } from '../node/module/page.js'

export { module, require }

module.exports ??= {}
const globals = { require, module, exports: module.exports, __filename: module.filename, __dirname: module.path }
for (const [name, value] of Object.entries(globals)) {
  if (Reflect.get(globalThis, name) === undefined) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
}

export default { module, require }
