/**
 * The base of the streams of Brotli.
 * @module
 */

import { invalidArgType, nodeError } from '../../base/errors/node.js'
import { BrotliDecoder } from './brotli-decoder.js'
import { BrotliEncoder } from './brotli-encoder.js'
import { constants } from './constants.js'
import { processCallback } from './process-chunk.js'
import { ZlibBase } from './streams.js'
import { Zlib } from './zlib.js'

const { BROTLI_DECODE, BROTLI_OPERATION_EMIT_METADATA, BROTLI_OPERATION_FINISH, BROTLI_OPERATION_FLUSH, BROTLI_OPERATION_PROCESS } = constants
const FLUSHES = {
  flush: BROTLI_OPERATION_PROCESS, finishFlush: BROTLI_OPERATION_FINISH, fullFlush: BROTLI_OPERATION_FLUSH, highest: BROTLI_OPERATION_EMIT_METADATA
}
const LAST = constants.BROTLI_PARAM_NDIRECT

/** A stream that reads or writes Brotli. */
export class Brotli extends ZlibBase {
  /**
   * @param {any} options
   * @param {number} mode
   */
  constructor (options, mode) {
    const params = parameters(options?.params)
    const [handle, state] = [mode === BROTLI_DECODE ? new BrotliDecoder() : new BrotliEncoder(), new Uint32Array(2)]
    handle.init(params, state, processCallback)
    super(options, handle, state, FLUSHES)
  }
}
Object.setPrototypeOf(Brotli.prototype, Zlib.prototype)

/**
 * @param {any} given
 * @returns {Map<number, number>} without signs, as in Node
 */
function parameters (given) {
  /** @type {Map<number, number>} */
  const params = new Map()
  for (const [name, value] of Object.entries(Object(given))) {
    const key = Number(name)
    if (!(key >= 0 && key <= LAST) || params.has(key)) {
      throw nodeError(RangeError, 'ERR_BROTLI_INVALID_PARAM', `${name} is not a valid Brotli parameter`)
    }
    if (typeof value !== 'number' && typeof value !== 'boolean') throw invalidArgType('options.params[key]', 'of type number', value)
    params.set(key, Number(value) >>> 0)
  }
  return params
}
