/** Bytes and text as Node's fs converts them; where `Buffer` exists bytes are one, else a Uint8Array. */

import { invalidArgType, invalidArgValue } from 'oro:errors/node'

/** @typedef {'utf8' | 'utf16le' | 'latin1' | 'ascii' | 'hex' | 'base64' | 'base64url'} Encoding */
/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/** @type {Record<string, Encoding>} */
const NAMES = {
  utf8: 'utf8',
  'utf-8': 'utf8',
  utf16le: 'utf16le',
  'utf-16le': 'utf16le',
  ucs2: 'utf16le',
  'ucs-2': 'utf16le',
  latin1: 'latin1',
  binary: 'latin1',
  ascii: 'ascii',
  hex: 'hex',
  base64: 'base64',
  base64url: 'base64url'
}

/**
 * @param {any} name null, undefined and `buffer` mean bytes
 * @returns {Encoding | null}
 */
export function encodingOf (name) {
  if (name === null || name === undefined || name === 'buffer') return null
  const known = NAMES[String(name).toLowerCase()]
  if (!known) throw invalidArgValue('encoding', name, 'is invalid encoding')
  return known
}

/**
 * Read the options of a function that takes an encoding in their place.
 * @param {any} options
 * @returns {any}
 */
export function optionsOf (options) {
  const given = typeof options === 'string' ? { encoding: options } : options ?? {}
  if (typeof given !== 'object') throw invalidArgType('options', 'one of type string or object', options)
  encodingOf(given.encoding)
  return given
}

/**
 * @param {ArrayBuffer | Uint8Array<ArrayBuffer>} bytes
 * @returns {Bytes}
 */
export function toBuffer (bytes) {
  const Buffer = /** @type {any} */ (globalThis).Buffer
  if (bytes instanceof ArrayBuffer) return Buffer ? Buffer.from(bytes) : new Uint8Array(bytes)
  return Buffer ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) : bytes
}

/**
 * @param {ArrayBuffer | Uint8Array<ArrayBuffer>} bytes
 * @param {any} encoding
 * @returns {any} text, or with no encoding bytes
 */
export function decode (bytes, encoding) {
  const known = encodingOf(encoding)
  const view = bytes instanceof ArrayBuffer ? new Uint8Array(bytes) : bytes
  if (known === null) return toBuffer(view)
  if (known === 'utf8') return new TextDecoder('utf-8', { ignoreBOM: true }).decode(view)
  if (known === 'utf16le') {
    return new TextDecoder('utf-16le', { ignoreBOM: true }).decode(view.subarray(0, view.length & ~1))
  }
  if (known === 'hex') return Array.from(view, (byte) => byte.toString(16).padStart(2, '0')).join('')
  if (known === 'ascii') return binaryOf(view.map((byte) => byte & 0x7f))
  if (known === 'latin1') return binaryOf(view)
  const base64 = btoa(binaryOf(view))
  return known === 'base64' ? base64 : base64.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}

/**
 * @param {string} text
 * @param {any} [encoding]
 * @returns {Bytes}
 */
export function encode (text, encoding = 'utf8') {
  const known = encodingOf(encoding) ?? 'utf8'
  if (known === 'utf8') return new TextEncoder().encode(text)
  if (known === 'utf16le') return new Uint8Array(unitsOf(text).buffer)
  if (known === 'hex') return fromHex(text)
  if (known === 'latin1' || known === 'ascii') return fromBinary(text)
  return fromBinary(atob(text.replaceAll('-', '+').replaceAll('_', '/').replace(/[^A-Za-z0-9+/]/g, '')))
}

/**
 * The bytes of what a caller wants written.
 * @param {any} data
 * @param {any} [encoding]
 * @param {string} [name] what the argument is called
 * @returns {Bytes}
 */
export function dataBytes (data, encoding, name = 'data') {
  if (typeof data === 'string') return encode(data, encoding ?? 'utf8')
  if (data instanceof ArrayBuffer) return new Uint8Array(data)
  if (ArrayBuffer.isView(data)) return new Uint8Array(/** @type {ArrayBuffer} */ (data.buffer), data.byteOffset, data.byteLength)
  throw invalidArgType(name, 'of type string or an instance of Buffer, TypedArray, or DataView', data)
}

/** @param {Uint8Array} bytes */
function binaryOf (bytes) {
  let text = ''
  for (let at = 0; at < bytes.length; at += 0x8000) text += String.fromCharCode(...bytes.subarray(at, at + 0x8000))
  return text
}

/** @param {string} text */
function unitsOf (text) {
  return Uint16Array.from({ length: text.length }, (_, index) => text.charCodeAt(index))
}

/** @param {string} text */
function fromBinary (text) {
  return Uint8Array.from(unitsOf(text))
}

/** @param {string} text */
function fromHex (text) {
  const pairs = /^(?:[0-9a-f]{2})*/i.exec(text)?.[0] ?? ''
  return Uint8Array.from({ length: pairs.length / 2 }, (_, index) => parseInt(pairs.slice(index * 2, index * 2 + 2), 16))
}
