/**
 * The codes that move the cursor of a terminal.
 * @module
 */

import { invalidArgType, invalidArgValue, nodeError } from '../../base/errors/node.js'

/** @typedef {{ write (text: string, callback?: any): any } | null | undefined} Output */

/**
 * @param {Output} stream
 * @param {string} code
 * @param {(() => void) | undefined} callback
 * @returns {boolean} false when the stream wants a pause
 */
function send (stream, code, callback) {
  if (callback !== undefined && typeof callback !== 'function') throw invalidArgType('callback', 'of type function', callback)
  if (stream && code) return stream.write(code, callback)
  if (callback) queueMicrotask(callback)
  return true
}

/**
 * @param {Output} stream
 * @param {number} x
 * @param {number | (() => void)} [y]
 * @param {() => void} [callback]
 */
export function cursorTo (stream, x, y, callback) {
  if (typeof y === 'function') [y, callback] = [undefined, y]
  if (Number.isNaN(x)) throw invalidArgValue('x', x)
  if (typeof x !== 'number' && typeof y === 'number') throw nodeError(TypeError, 'ERR_INVALID_CURSOR_POS', 'Cannot set cursor row without setting its column')
  return send(stream, typeof x !== 'number' ? '' : typeof y === 'number' ? `\x1b[${y + 1};${x + 1}H` : `\x1b[${x + 1}G`, callback)
}

/**
 * @param {Output} stream
 * @param {number} dx
 * @param {number} dy
 * @param {() => void} [callback]
 */
export function moveCursor (stream, dx, dy, callback) {
  const across = dx < 0 ? `\x1b[${-dx}D` : dx > 0 ? `\x1b[${dx}C` : ''
  return send(stream, across + (dy < 0 ? `\x1b[${-dy}A` : dy > 0 ? `\x1b[${dy}B` : ''), callback)
}

/**
 * @param {Output} stream
 * @param {-1 | 0 | 1} direction before the cursor, all, after it
 * @param {() => void} [callback]
 */
export function clearLine (stream, direction, callback) {
  return send(stream, direction < 0 ? '\x1b[1K' : direction > 0 ? '\x1b[0K' : '\x1b[2K', callback)
}

/** @param {Output} stream @param {() => void} [callback] */
export function clearScreenDown (stream, callback) {
  return send(stream, '\x1b[0J', callback)
}
