/**
 * Node's zlib on the packages pako and brotli.
 * @module
 */

import { invalidArgType } from '../base/errors/node.js'
import { callable } from '../internal/callable.js'
import { nextTick } from './internal/tick.js'
import { brotliCompressed, brotliCompressSync, brotliDecompressSync, checkedBrotli } from './zlib/brotli.js'
import { codes, constants } from './zlib/constants.js'
import { crc32 } from './zlib/crc32.js'
import { load } from './zlib/encoder.js'
import { bytes } from './zlib/options.js'
import { BrotliCompress as Compress, BrotliDecompress as Decompress, once, ZlibBase } from './zlib/streams.js'

/** @typedef {import('./zlib/options.js').Options} Options */
/** @typedef {import('./zlib/engine.js').Kind} Kind */

/** @typedef {{ new (options?: Options): ZlibBase, (options?: Options): ZlibBase, prototype: ZlibBase }} ZlibClass */

/** @param {Kind} kind @returns {ZlibClass} */
function streamClass (kind) {
  const Class = class extends ZlibBase {
    /** @param {any} [options] */
    constructor (options) { super(kind, options) }
  }
  return callable(Object.defineProperty(Class, 'name', { value: kind }))
}

/** @param {Kind} kind @returns {(input: any, options?: Options) => import('./buffer.js').Buffer} */
function sync (kind) {
  return (input, options) => once(kind, input, options)
}

/**
 * @param {(input: any, options?: any) => any} work
 * @returns {(input: any, options: any, callback?: (error: Error | null, result?: any) => void) => void}
 */
function called (work) {
  return (input, options, callback) => {
    if (typeof options === 'function') [options, callback] = [undefined, options]
    if (typeof callback !== 'function') throw invalidArgType('callback', 'of type function', callback)
    let outcome = /** @type {[Error | null, any?]} */ ([null])
    try {
      outcome = [null, work(input, options)]
    } catch (error) {
      if (/** @type {any} */ (error).code?.startsWith('ERR_INVALID') || /** @type {any} */ (error).code === 'ERR_OUT_OF_RANGE') throw error
      outcome = [/** @type {Error} */ (error)]
    }
    nextTick(() => callback(...outcome))
  }
}

export const Deflate = streamClass('Deflate')
export const Inflate = streamClass('Inflate')
export const Gzip = streamClass('Gzip')
export const Gunzip = streamClass('Gunzip')
export const DeflateRaw = streamClass('DeflateRaw')
export const InflateRaw = streamClass('InflateRaw')
export const Unzip = streamClass('Unzip')
export const BrotliDecompress = callable(Decompress)
export const BrotliCompress = callable(Compress)

export const deflateSync = sync('Deflate')
export const inflateSync = sync('Inflate')
export const gzipSync = sync('Gzip')
export const gunzipSync = sync('Gunzip')
export const deflateRawSync = sync('DeflateRaw')
export const inflateRawSync = sync('InflateRaw')
export const unzipSync = sync('Unzip')

export const deflate = called(deflateSync)
export const inflate = called(inflateSync)
export const gzip = called(gzipSync)
export const gunzip = called(gunzipSync)
export const deflateRaw = called(deflateRawSync)
export const inflateRaw = called(inflateRawSync)
export const unzip = called(unzipSync)
export const brotliDecompress = called(brotliDecompressSync)

/**
 * @param {any} input
 * @param {import('./zlib/brotli.js').BrotliOptions | ((error: Error | null, result?: any) => void)} options
 * @param {(error: Error | null, result?: any) => void} [callback]
 */
export function brotliCompress (input, options, callback) {
  if (typeof options === 'function') [options, callback] = [{}, options]
  if (typeof callback !== 'function') throw invalidArgType('callback', 'of type function', callback)
  const [given, whole, done] = [checkedBrotli(options), bytes('buffer', input), callback]
  load().then(() => brotliCompressed(whole, given)).then((out) => nextTick(done, null, out), (error) => nextTick(done, error))
}

/** @param {Options} [options] */
export const createDeflate = (options) => new Deflate(options)
/** @param {Options} [options] */
export const createInflate = (options) => new Inflate(options)
/** @param {Options} [options] */
export const createGzip = (options) => new Gzip(options)
/** @param {Options} [options] */
export const createGunzip = (options) => new Gunzip(options)
/** @param {Options} [options] */
export const createDeflateRaw = (options) => new DeflateRaw(options)
/** @param {Options} [options] */
export const createInflateRaw = (options) => new InflateRaw(options)
/** @param {Options} [options] */
export const createUnzip = (options) => new Unzip(options)
export const createBrotliDecompress = () => new BrotliDecompress()
/** @param {import('./zlib/brotli.js').BrotliOptions} [options] */
export const createBrotliCompress = (options) => new BrotliCompress(options)

export { brotliCompressSync, brotliDecompressSync, codes, constants, crc32 }

const { BROTLI_DECODE: _decode, BROTLI_ENCODE: _encode, ...all } = constants
const top = Object.fromEntries(Object.entries(all).filter(([name]) => !name.startsWith('BROTLI')))

export default {
  crc32, Deflate, Inflate, Gzip, Gunzip, DeflateRaw, InflateRaw, Unzip, BrotliCompress, BrotliDecompress, deflate, deflateSync, gzip, gzipSync,
  deflateRaw, deflateRawSync, unzip, unzipSync, inflate, inflateSync, gunzip, gunzipSync, inflateRaw, inflateRawSync, brotliCompress,
  brotliCompressSync, brotliDecompress, brotliDecompressSync, createDeflate, createInflate, createDeflateRaw, createInflateRaw, createGzip,
  createGunzip, createUnzip, createBrotliCompress, createBrotliDecompress, constants, codes, ...top
}
