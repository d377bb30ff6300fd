/**
 * Typed headers of wire version 2: what goes in comes out, type and all. Sans-IO.
 *
 *     count u16be | count × (key length u8 | key | type u8 | value)
 *
 * | type | value | here |
 * |---|---|---|
 * | 0, 1, 2 | nothing | `null`, `true`, `false` |
 * | 3 | f64be | `number` |
 * | 4 | u32be length, decimal text | `bigint` |
 * | 5 | u32be length, UTF-8 | `string` |
 * | 6 | u32be length, bytes | `Uint8Array` |
 * | 7 | u16be count, then pairs of two strings with u32be lengths | array of `[name, value]` |
 *
 * A key occurs once; text of a bigint is canonical and has at most 4,096 digits.
 */

import { ProtocolError } from './protocol-error.js'

/** @typedef {import('./bytes.js').ByteReader} ByteReader */
/** @typedef {import('./bytes.js').ByteWriter} ByteWriter */
/** @typedef {[string, string][]} Pairs */
/** @typedef {null | boolean | number | bigint | string | Uint8Array | Pairs} Value */
/** @typedef {Record<string, Value>} HeaderBlock */

export const TYPE = Object.freeze({ NULL: 0, TRUE: 1, FALSE: 2, NUMBER: 3, BIGINT: 4, STRING: 5, BYTES: 6, PAIRS: 7 })

const CANONICAL = /^(?:0|-?[1-9][0-9]{0,4095})$/

/**
 * Write headers; members that are undefined are left out.
 * @param {ByteWriter} writer
 * @param {Record<string, Value | undefined>} headers
 * @throws {RangeError} too many headers, a key over 255 bytes, a bigint over 4,096 digits
 * @throws {TypeError} a value has no form on the wire, or text is no Unicode
 */
export function writeHeaders (writer, headers) {
  const start = writer.length
  try {
    const at = writer.reserve(2)
    let count = 0
    for (const key in headers) {
      const value = headers[key]
      if (value === undefined) continue
      writeKey(writer, key)
      writeValue(writer, key, value)
      count++
    }
    if (count > 0xffff) throw new RangeError(`Cannot send ${count} headers: the limit is 65535`)
    writer.view.setUint16(at, count)
  } catch (error) {
    writer.length = start
    throw error
  }
}

/**
 * Read the headers that begin where the reader is; the body begins where it is afterwards.
 * @param {ByteReader} reader
 * @returns {HeaderBlock} without a prototype
 * @throws {ProtocolError}
 */
export function readHeaders (reader) {
  /** @type {HeaderBlock} */
  const headers = Object.create(null)
  for (let left = reader.u16(); left > 0; left--) {
    const key = reader.text(reader.u8())
    if (key in headers) {
      throw new ProtocolError('duplicate-key', `Cannot read headers: "${key.slice(0, 64)}" occurs twice`)
    }
    headers[key] = readValue(reader)
  }
  return headers
}

/**
 * Write pairs of strings, their count before them.
 * @param {ByteWriter} writer
 * @param {readonly (readonly [string, string])[]} pairs
 */
export function writePairs (writer, pairs) {
  writer.u16(pairs.length)
  for (const [name, value] of pairs) {
    writer.sizedText(name)
    writer.sizedText(value)
  }
}

/**
 * @param {ByteWriter} writer
 * @param {string} key
 */
function writeKey (writer, key) {
  const at = writer.reserve(1)
  const size = writer.text(key)
  if (size > 0xff) {
    throw new RangeError(`Cannot send header "${key.slice(0, 64)}": its name has ${size} bytes, the limit is 255`)
  }
  writer.bytes[at] = size
}

/**
 * @param {ByteWriter} writer
 * @param {string} key
 * @param {any} value
 */
function writeValue (writer, key, value) {
  if (typeof value === 'string') {
    writer.u8(TYPE.STRING)
    writer.sizedText(value)
  } else if (typeof value === 'number') {
    writer.u8(TYPE.NUMBER)
    writer.f64(value)
  } else if (value === null || typeof value === 'boolean') {
    writer.u8(value === null ? TYPE.NULL : value ? TYPE.TRUE : TYPE.FALSE)
  } else if (typeof value === 'bigint') {
    writer.u8(TYPE.BIGINT)
    writer.sizedText(digits(key, value))
  } else if (ArrayBuffer.isView(value) || value instanceof ArrayBuffer) {
    writer.u8(TYPE.BYTES)
    writer.u32(value.byteLength)
    writer.raw(asBytes(value))
  } else if (isPairs(value)) {
    writer.u8(TYPE.PAIRS)
    writePairs(writer, value)
  } else {
    throw new TypeError(`Cannot send header "${key.slice(0, 64)}": ${typeof value} has no form on the wire`)
  }
}

/**
 * @param {string} key
 * @param {bigint} value
 */
function digits (key, value) {
  const text = String(value)
  if (CANONICAL.test(text)) return text
  throw new RangeError(`Cannot send header "${key.slice(0, 64)}": the number has more than 4096 digits`)
}

/** @param {any} value */
function isPairs (value) {
  return Array.isArray(value) && value.length <= 0xffff &&
    value.every((pair) => pair?.length === 2 && typeof pair[0] === 'string' && typeof pair[1] === 'string')
}

/** @param {ArrayBufferView | ArrayBuffer} value */
function asBytes (value) {
  return value instanceof ArrayBuffer ? new Uint8Array(value) : new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
}

/**
 * @param {ByteReader} reader
 * @returns {Value}
 */
function readValue (reader) {
  const type = reader.u8()
  switch (type) {
    case TYPE.NULL: return null
    case TYPE.TRUE: return true
    case TYPE.FALSE: return false
    case TYPE.NUMBER: return reader.f64()
    case TYPE.BIGINT: return readBigInt(reader)
    case TYPE.STRING: return reader.text(reader.u32())
    case TYPE.BYTES: return reader.raw(reader.u32())
    case TYPE.PAIRS: return readPairs(reader)
    default: throw new ProtocolError('unknown-type', `Cannot read headers: there is no type ${type}`)
  }
}

/** @param {ByteReader} reader */
function readBigInt (reader) {
  const count = reader.u32()
  const at = reader.skip(count)
  let text = ''
  if (count <= 4097) for (let index = 0; index < count; index++) text += String.fromCharCode(reader.bytes[at + index])
  if (CANONICAL.test(text)) return BigInt(text)
  throw new ProtocolError('bad-bigint', `Cannot read headers: "${text.slice(0, 32)}" is no canonical decimal number`)
}

/** @param {ByteReader} reader */
function readPairs (reader) {
  /** @type {Pairs} */
  const pairs = []
  for (let left = reader.u16(); left > 0; left--) {
    const name = reader.text(reader.u32())
    pairs.push([name, reader.text(reader.u32())])
  }
  return pairs
}
