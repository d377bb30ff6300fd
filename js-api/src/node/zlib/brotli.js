/**
 * Brotli: what is read and written is whole.
 * @module
 */

import { Buffer } from '../buffer.js'
import { invalidArgType, nodeError } from '../../base/errors/node.js'
import { NotImplementedError } from '../../base/errors.js'
import { decompress } from '../../internal/vendor/brotli.js'
import { constants } from './constants.js'
import { encoded, loadNow } from './encoder.js'
import { bytes, number } from './options.js'

/**
 * @param {any} input
 * @returns {Buffer}
 */
export function brotliDecompressSync (input) {
  try {
    return Buffer.from(decompress(bytes('buffer', input)))
  } catch (error) {
    if (error instanceof TypeError) throw error
    throw nodeError(Error, 'ERR__ERROR_FORMAT_PADDING_1', 'Decompression failed', { errno: -2, cause: error })
  }
}

/** The encoding of no bytes, the same for all parameters. */
const EMPTY = [0x3b]

/** The range of each parameter; values outside become the nearest one. @type {Record<number, [lowest: number, highest: number]>} */
const RANGES = {
  [constants.BROTLI_PARAM_QUALITY]: [constants.BROTLI_MIN_QUALITY, constants.BROTLI_MAX_QUALITY],
  [constants.BROTLI_PARAM_LGWIN]: [constants.BROTLI_MIN_WINDOW_BITS, constants.BROTLI_MAX_WINDOW_BITS],
  [constants.BROTLI_PARAM_MODE]: [constants.BROTLI_MODE_GENERIC, constants.BROTLI_MODE_FONT]
}

/** How the encoder is told nothing: it sees how much there is, and chooses blocks and contexts by itself. */
const CHOSEN = [constants.BROTLI_PARAM_LGBLOCK, constants.BROTLI_PARAM_SIZE_HINT]

/**
 * @typedef {object} BrotliOptions
 * @property {number} [flush]
 * @property {number} [finishFlush]
 * @property {number} [chunkSize] bytes
 * @property {number} [maxOutputLength] bytes
 * @property {Record<number, number | boolean>} [params] `BROTLI_PARAM_QUALITY`, `BROTLI_PARAM_LGWIN`, `BROTLI_PARAM_MODE`
 */

/**
 * @param {BrotliOptions | undefined} options
 * @returns {import('./encoder.js').Parameters & { maxOutputLength: number }}
 */
export function checkedBrotli (options = {}) {
  const { BROTLI_OPERATION_PROCESS: first, BROTLI_OPERATION_EMIT_METADATA: last } = constants
  number(options, 'flush', first, last, first)
  number(options, 'finishFlush', first, last, first)
  number(options, 'chunkSize', constants.Z_MIN_CHUNK, Infinity, constants.Z_DEFAULT_CHUNK)
  const params = Object.entries(Object(options.params)).map(([key, value]) => /** @type {[number, number]} */ ([Number(key), parameter(key, value)]))
  const { BROTLI_PARAM_QUALITY, BROTLI_PARAM_LGWIN, BROTLI_PARAM_MODE } = constants
  const all = new Map(params)
  return {
    quality: all.get(BROTLI_PARAM_QUALITY) ?? constants.BROTLI_DEFAULT_QUALITY,
    window: all.get(BROTLI_PARAM_LGWIN) ?? constants.BROTLI_DEFAULT_WINDOW,
    mode: all.get(BROTLI_PARAM_MODE) ?? constants.BROTLI_DEFAULT_MODE,
    maxOutputLength: number(options, 'maxOutputLength', 1, Infinity, Infinity)
  }
}

/**
 * @param {string} key
 * @param {any} value
 * @returns {number}
 */
function parameter (key, value) {
  const index = Number(key)
  if (!(index >= constants.BROTLI_PARAM_MODE && index <= constants.BROTLI_PARAM_NDIRECT)) {
    throw nodeError(RangeError, 'ERR_BROTLI_INVALID_PARAM', `${key} is not a valid Brotli parameter`)
  }
  if (typeof value !== 'number' && typeof value !== 'boolean') throw invalidArgType('options.params[key]', 'of type number', value)
  const range = RANGES[index]
  if (!range && value && !CHOSEN.includes(index)) throw new NotImplementedError(`zlib option params[${key}]`)
  const [lowest, highest] = range ?? [0, 0]
  // As in Node, where negative numbers have no sign.
  return Math.min(Math.max(Number(value) >>> 0, lowest), highest)
}

/**
 * @param {Uint8Array} input
 * @param {ReturnType<typeof checkedBrotli>} options
 * @returns {Buffer}
 */
export function brotliCompressed (input, options) {
  const out = input.length === 0 ? Buffer.from(EMPTY) : Buffer.from(encoded(input, options).buffer)
  if (out.length > options.maxOutputLength) {
    throw nodeError(RangeError, 'ERR_BUFFER_TOO_LARGE', `Cannot create a Buffer larger than ${options.maxOutputLength} bytes`)
  }
  return out
}

/**
 * @param {any} input
 * @param {BrotliOptions} [options]
 * @returns {Buffer}
 * @throws {Error} the page's policy lets no text be run, and nothing was compressed before
 */
export function brotliCompressSync (input, options) {
  const given = checkedBrotli(options)
  const whole = bytes('buffer', input)
  loadNow()
  return brotliCompressed(whole, given)
}
