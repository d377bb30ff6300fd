/**
 * Node's readline.
 * @module
 */

import { callable } from '../internal/callable.js'
import { clearLine, clearScreenDown, cursorTo, moveCursor } from './readline/cursor.js'
import { Interface as InterfaceClass } from './readline/interface.js'
import { emitKeypressEvents } from './readline/keypress.js'
import promises from './readline/promises.js'

/** @typedef {InterfaceClass} Interface */
export const Interface = callable(InterfaceClass)

/** @param {any} options or the input @param {any} [output] */
export function createInterface (options, output) {
  return new Interface(options, output)
}

export { clearLine, clearScreenDown, cursorTo, emitKeypressEvents, moveCursor, promises }

export default { Interface, clearLine, clearScreenDown, createInterface, cursorTo, emitKeypressEvents, moveCursor, promises }
