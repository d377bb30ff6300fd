/** The headers of an OPEN frame. One is written for every call, so what never changes is kept as bytes. */

import { writePairs } from './headers.js'

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/** @param {string} text */
const ascii = (text) => new TextEncoder().encode(text)

/** `url`, a string; its length and text follow. */
const URL_KEY = ascii('\x03url\x05')
const CALL_KEY = ascii('\x04call\x05')
const HEADERS_KEY = ascii('\x07headers\x07')
/** @type {Record<string, Bytes>} */
const METHODS = Object.create(null)
/** @param {string} method */
const methodHeader = (method) => ascii(`\x06method\x05\0\0\0${String.fromCharCode(method.length)}${method}`)

/**
 * @param {import('./bytes.js').ByteWriter} writer
 * @param {string} call
 * @param {string} method
 * @param {string} url
 * @param {readonly [string, string][] | null} headers
 * @throws {TypeError} the URL is no text; part of it was written
 */
export function writeOpening (writer, call, method, url, headers) {
  writer.u16(headers === null ? 3 : 4)
  writer.raw(URL_KEY)
  writer.sizedText(url)
  writer.raw(METHODS[method] ??= methodHeader(method))
  writer.raw(CALL_KEY)
  writer.sizedText(call)
  if (headers === null) return
  writer.raw(HEADERS_KEY)
  writePairs(writer, headers)
}
