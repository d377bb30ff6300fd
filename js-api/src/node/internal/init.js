/**
 * Defines the globals of Node: `process`, `Buffer`, `global`, `setImmediate()` and `clearImmediate()`. Only pages whose
 * policy forbids `eval()` need it; others have these globals from the start (`boot/node-globals.js`). Names that the page
 * has defined already stay.
 * @module
 */

import { Buffer } from '../buffer.js'
import { process } from '../process/process.js'
import { clearImmediate, setImmediate } from '../timers.js'

for (const [name, value] of Object.entries({ Buffer, clearImmediate, global: globalThis, process, setImmediate })) {
  if (Reflect.get(globalThis, name) === undefined) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
}
