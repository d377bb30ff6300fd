/**
 * Node's repl. A prompt needs code that is stopped half-way and taken up again, which no engine lends pages: starting one
 * throws. What needs no prompt is Node's.
 * @module
 */

import { missing } from '../base/internal/missing.js'
import { builtinModules } from './module/builtins.js'
import { inspect } from './util.js'

export const REPL_MODE_SLOPPY = Symbol('repl-sloppy')
export const REPL_MODE_STRICT = Symbol('repl-strict')
export const REPLServer = missing('repl.REPLServer')
export const start = missing('repl.start()')
/** Shows a value as a prompt does. */
export const writer = Object.assign((/** @type {any} */ value) => inspect(value, writer.options), { options: { ...inspect.defaultOptions, showProxy: true } })

/** Says that code is only begun. */
export class Recoverable extends SyntaxError {
  /** @param {Error} err */
  constructor (err) {
    super()
    this.err = err
  }
}

/** @param {string} code @returns {boolean} */
export function isValidSyntax (code) {
  try {
    return Boolean(new Function(code))
  } catch {
    return false
  }
}

export { builtinModules }
export default { start, writer, REPLServer, REPL_MODE_SLOPPY, REPL_MODE_STRICT, Recoverable, isValidSyntax, builtinModules }
