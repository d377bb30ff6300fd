/**
 * What a page written for Node finds on the global object (contract d): `process`, `Buffer`, `global`, immediates.
 * Pages have them from the start, without asking for any of it (`internal/node-globals.js`), where their policy lets a text
 * be run; this is for those where it does not. Names the page has already stay.
 * @module
 */

import { Buffer } from '../buffer.js'
import { process } from '../process/process.js'
import { clearImmediate, setImmediate } from '../timers.js'

for (const [name, value] of Object.entries({ Buffer, clearImmediate, global: globalThis, process, setImmediate })) {
  if (Reflect.get(globalThis, name) === undefined) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
}
