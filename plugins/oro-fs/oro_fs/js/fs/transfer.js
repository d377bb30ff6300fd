/** Reading and writing pieces of an open file: what the forms of `read()` and `write()` have in common. */

import { invalidArgType, outOfRange } from 'oro:errors/node'
import { dataBytes } from './encoding.js'

const DEFAULT_READ = 16384

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/** @typedef {{ view: Bytes, buffer: any, offset: number, length: number, position: number }} Piece */

/**
 * Read the arguments of `read(buffer, offset, length, position)`, `read(buffer, options)` and `read(options)`.
 * @param {any[]} args
 * @returns {Piece}
 */
export function readPiece ([first, second, third, fourth]) {
  const options = first === undefined || first === null || isPlain(first) ? first ?? {} : isPlain(second) ? second : null
  const buffer = (options && isPlain(first) ? options.buffer : first) ?? new Uint8Array(DEFAULT_READ)
  const { offset, length, position } = options ?? { offset: second, length: third, position: fourth }
  return piece(buffer, offset, length, position)
}

/**
 * Read the arguments of `write(buffer, offset, length, position)`, `write(buffer, options)` and
 * `write(text, position, encoding)`.
 * @param {any[]} args
 * @returns {Piece}
 */
export function writePiece ([first, second, third, fourth]) {
  if (typeof first === 'string') {
    const view = dataBytes(first, third)
    return { view, buffer: first, offset: 0, length: view.length, position: positionOf(second) }
  }
  const { offset, length, position } = isPlain(second) ? second : { offset: second, length: third, position: fourth }
  return piece(first, offset, length, position)
}

/**
 * Put pieces together; a single one is not copied.
 * @param {Uint8Array<ArrayBuffer>[]} pieces
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function joined (pieces) {
  if (pieces.length === 1) return pieces[0]
  const whole = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0))
  let at = 0
  for (const piece of pieces) {
    whole.set(piece, at)
    at += piece.length
  }
  return whole
}

/**
 * @param {any} buffer
 * @param {any} offset
 * @param {any} length
 * @param {any} position
 * @returns {Piece}
 */
function piece (buffer, offset, length, position) {
  if (!ArrayBuffer.isView(buffer)) throw invalidArgType('buffer', 'an instance of Buffer, TypedArray, or DataView', buffer)
  const view = dataBytes(buffer)
  const from = offset ?? 0
  const size = length ?? view.length - from
  if (!Number.isInteger(from) || from < 0 || from > view.length) throw outOfRange('offset', `>= 0 && <= ${view.length}`, offset)
  if (!Number.isInteger(size) || size < 0 || size > view.length - from) {
    throw outOfRange('length', `>= 0 && <= ${view.length - from}`, length)
  }
  return { view, buffer, offset: from, length: size, position: positionOf(position) }
}

/**
 * @param {any} position
 * @returns {number} -1 means where the last one ended
 */
function positionOf (position) {
  if (position === null || position === undefined) return -1
  const number = Number(position)
  if (!Number.isSafeInteger(number)) throw outOfRange('position', `>= -1 && <= ${Number.MAX_SAFE_INTEGER}`, position)
  return Math.max(-1, number)
}

/** @param {any} value */
function isPlain (value) {
  return value !== null && typeof value === 'object' && !ArrayBuffer.isView(value)
}
