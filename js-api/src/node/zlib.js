/**
 * Node's zlib on the packages pako and brotli.
 * @module
 */

import { callable } from '../internal/callable.js'
import { Brotli } from './zlib/brotli.js'
import { codes, constants } from './zlib/constants.js'
import { atOnce, calledBack } from './zlib/convenience.js'
import { crc32 } from './zlib/crc32.js'
import { Zlib } from './zlib/zlib.js'

/** @typedef {import('./zlib/options.js').Options} Options */
/** @typedef {import('./zlib/convenience.js').ZlibClass} ZlibClass */

/**
 * @param {any} Base
 * @param {string} name
 * @param {number} mode
 * @returns {ZlibClass}
 */
function streamClass (Base, name, mode) {
  const Class = class extends Base {
    /** @param {any} options */
    constructor (options) {
      // As in Node: zlib refuses the smallest window without a header.
      super(mode === constants.DEFLATERAW && options?.windowBits === 8 ? { ...options, windowBits: 9 } : options, mode)
    }
  }
  return /** @type {any} */ (callable(Object.defineProperty(Class, 'name', { value: name })))
}

export const Deflate = streamClass(Zlib, 'Deflate', constants.DEFLATE)
export const Inflate = streamClass(Zlib, 'Inflate', constants.INFLATE)
export const Gzip = streamClass(Zlib, 'Gzip', constants.GZIP)
export const Gunzip = streamClass(Zlib, 'Gunzip', constants.GUNZIP)
export const DeflateRaw = streamClass(Zlib, 'DeflateRaw', constants.DEFLATERAW)
export const InflateRaw = streamClass(Zlib, 'InflateRaw', constants.INFLATERAW)
export const Unzip = streamClass(Zlib, 'Unzip', constants.UNZIP)
export const BrotliCompress = streamClass(Brotli, 'BrotliCompress', constants.BROTLI_ENCODE)
export const BrotliDecompress = streamClass(Brotli, 'BrotliDecompress', constants.BROTLI_DECODE)

export const deflate = calledBack(Deflate)
export const deflateSync = atOnce(Deflate)
export const gzip = calledBack(Gzip)
export const gzipSync = atOnce(Gzip)
export const deflateRaw = calledBack(DeflateRaw)
export const deflateRawSync = atOnce(DeflateRaw)
export const unzip = calledBack(Unzip)
export const unzipSync = atOnce(Unzip)
export const inflate = calledBack(Inflate)
export const inflateSync = atOnce(Inflate)
export const gunzip = calledBack(Gunzip)
export const gunzipSync = atOnce(Gunzip)
export const inflateRaw = calledBack(InflateRaw)
export const inflateRawSync = atOnce(InflateRaw)
export const brotliCompress = calledBack(BrotliCompress)
export const brotliCompressSync = atOnce(BrotliCompress)
export const brotliDecompress = calledBack(BrotliDecompress)
export const brotliDecompressSync = atOnce(BrotliDecompress)

/** @param {ZlibClass} Class @returns {(options?: any) => import('./zlib/streams.js').ZlibBase} */
function creator (Class) {
  return function value (options) { return new Class(options) }
}

export const createDeflate = creator(Deflate)
export const createInflate = creator(Inflate)
export const createDeflateRaw = creator(DeflateRaw)
export const createInflateRaw = creator(InflateRaw)
export const createGzip = creator(Gzip)
export const createGunzip = creator(Gunzip)
export const createUnzip = creator(Unzip)
export const createBrotliCompress = creator(BrotliCompress)
export const createBrotliDecompress = creator(BrotliDecompress)

export { codes, constants, crc32 }

/** The old names, which Node keeps and does not list. */
const { BROTLI_DECODE: _decode, BROTLI_ENCODE: _encode, ...all } = constants
const hidden = Object.entries(all).filter(([name]) => !name.startsWith('BROTLI'))
  .map(([name, value]) => [name, { value, writable: false, enumerable: false, configurable: false }])
const fixed = (/** @type {any} */ value) => ({ value, writable: false, enumerable: true, configurable: false })

export default Object.defineProperties({
  crc32, Deflate, Inflate, Gzip, Gunzip, DeflateRaw, InflateRaw, Unzip, BrotliCompress, BrotliDecompress, deflate, deflateSync, gzip, gzipSync,
  deflateRaw, deflateRawSync, unzip, unzipSync, inflate, inflateSync, gunzip, gunzipSync, inflateRaw, inflateRawSync, brotliCompress,
  brotliCompressSync, brotliDecompress, brotliDecompressSync, createDeflate, createInflate, createDeflateRaw, createInflateRaw, createGzip,
  createGunzip, createUnzip, createBrotliCompress, createBrotliDecompress
}, /** @type {any} */ ({ constants: fixed(constants), codes: fixed(codes), ...Object.fromEntries(hidden) }))
