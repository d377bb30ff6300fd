/**
 * Version 1 of the wire: one message is some text headers and up to 65,535 bytes. Sans-IO.
 *
 *     count u8 | count × (key length u8 | key | value length u16be | value) | payload length u16be | payload
 *
 * On the wire every value is text. Read, `true`, `false` and `null` are themselves, and decimal text is a
 * number unless it is a whole number past 2^53, which a number cannot hold.
 */

import { ByteReader, ByteWriter } from './bytes.js'
import { ProtocolError } from './protocol-error.js'

/** @typedef {string | number | boolean | null} Primitive */
/** @typedef {{ options: Record<string, Primitive>, payload: Uint8Array<ArrayBuffer> }} Message */

export const MAX_PAYLOAD = 0xffff

/** @type {Readonly<Record<string, Primitive>>} */
const WORDS = Object.freeze({ true: true, false: false, null: null })
const DECIMAL = /^-?[0-9]{1,400}(?:\.[0-9]{1,400})?$/

/**
 * Make one message; members that are undefined are left out.
 * @param {Record<string, Primitive | bigint | undefined>} options
 * @param {Uint8Array} [payload]
 * @returns {Uint8Array<ArrayBuffer>}
 * @throws {RangeError} headers or payload do not fit; nothing is ever cut off
 * @throws {TypeError} a value is no primitive, or text is no Unicode
 */
export function encodeMessage (options, payload) {
  const keys = Object.keys(options).filter((key) => options[key] !== undefined).sort()
  const writer = new ByteWriter(256 + (payload?.length ?? 0))
  writer.u8(fitting('number of headers', keys.length, 0xff))
  for (const key of keys) {
    const name = writer.reserve(1)
    const length = fitting(`name of header "${key.slice(0, 64)}"`, writer.text(key), 0xff)
    writer.bytes[name] = length
    const value = writer.reserve(2)
    const size = writer.text(textOf(key, options[key]))
    writer.view.setUint16(value, fitting(`value of header "${key.slice(0, 64)}"`, size, 0xffff))
  }
  writer.u16(fitting('payload', payload?.length ?? 0, MAX_PAYLOAD))
  if (payload) writer.raw(payload)
  return writer.bytes.slice(0, writer.length)
}

/**
 * Read one message.
 * @param {Uint8Array} bytes
 * @returns {Message}
 * @throws {ProtocolError} these bytes are no message
 */
export function decodeMessage (bytes) {
  const reader = new ByteReader(bytes)
  /** @type {Record<string, Primitive>} */
  const options = Object.create(null)
  for (let left = reader.u8(); left > 0; left--) {
    const key = reader.text(reader.u8())
    const value = reader.text(reader.u16())
    if (key in options) {
      throw new ProtocolError('duplicate-key', `Cannot read a message: header "${key.slice(0, 64)}" occurs twice`)
    }
    options[key] = primitive(value)
  }
  const payload = reader.raw(reader.u16())
  if (reader.at === bytes.length) return { options, payload }
  throw new ProtocolError('trailing-bytes', `Cannot read a message: ${bytes.length - reader.at} bytes follow its payload`)
}

/**
 * The value a header's text stands for.
 * @param {string} text
 * @returns {Primitive}
 */
export function primitive (text) {
  if (Object.hasOwn(WORDS, text)) return WORDS[text]
  if (!DECIMAL.test(text)) return text
  const number = Number(text)
  const fits = text.includes('.') ? Number.isFinite(number) : Number.isSafeInteger(number)
  return fits ? number : text
}

/**
 * @param {string} key
 * @param {any} value
 */
function textOf (key, value) {
  if (value === null || ['string', 'number', 'boolean', 'bigint'].includes(typeof value)) return String(value)
  throw new TypeError(`Cannot send header "${key.slice(0, 64)}": a ${typeof value} is no primitive value`)
}

/**
 * @param {string} what
 * @param {number} length
 * @param {number} limit
 */
function fitting (what, length, limit) {
  if (length <= limit) return length
  throw new RangeError(`Cannot send a message: ${what} has a length of ${length}, the limit is ${limit}`)
}
