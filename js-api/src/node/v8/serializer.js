/**
 * Values written in V8's wire format, which Node reads.
 * @module
 */

import { nodeError } from '../../base/errors/node.js'
import { Writer } from './bytes.js'
import { kindOf, KINDS } from './views.js'

/** The version that Node 20 writes. */
export const VERSION = 15
const FLAGS = 'gimyusldv'
const ERRORS = /** @type {Record<string, string>} */ ({ EvalError: 'E', RangeError: 'R', ReferenceError: 'F', SyntaxError: 'S', TypeError: 'T', URIError: 'U' })

/** @param {any} value @returns {string} such as `Map` */
function brandOf (value) {
  return Object.prototype.toString.call(value).slice(8, -1)
}

/** Node's v8.Serializer. */
export class Serializer {
  #out = new Writer()
  /** @type {Map<object, number>} */
  #ids = new Map()
  /** @type {Map<ArrayBuffer, number>} */
  #transferred = new Map()
  #viewsAreForeign = false

  writeHeader () {
    this.#out.byte(0xff)
    this.#out.byte(VERSION)
  }

  /** @param {any} value @returns {true} @throws {Error} it cannot be cloned */
  writeValue (value) {
    this.#write(value)
    return true
  }

  releaseBuffer () { return this.#out.release() }
  /** @param {number} id @param {ArrayBuffer} buffer */
  transferArrayBuffer (id, buffer) { this.#transferred.set(buffer, id) }
  /** @param {number} value */
  writeUint32 (value) { this.#out.varint(value >>> 0) }
  /** @param {number} high @param {number} low */
  writeUint64 (high, low) { this.#out.varint((BigInt(high >>> 0) << 32n) | BigInt(low >>> 0)) }
  /** @param {number} value */
  writeDouble (value) { this.#out.double(value) }

  /** @param {ArrayBufferView} bytes */
  writeRawBytes (bytes) {
    if (!ArrayBuffer.isView(bytes)) throw nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', 'source must be a TypedArray or a DataView')
    this.#out.raw(new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength))
  }

  /** @param {boolean} flag */
  _setTreatArrayBufferViewsAsHostObjects (flag) { this.#viewsAreForeign = flag }

  /** @param {any} object @returns {any} */
  _writeHostObject (object) { throw this.#refused(object) }

  /** @param {any} value @returns {Error} */
  #refused (value) {
    const shown = typeof value === 'object' ? `#<${value.constructor?.name ?? 'Object'}>` : String(value)
    return new Error(`${shown} could not be cloned.`)
  }

  /** @param {any} value */
  #write (value) {
    if (value === undefined) this.#out.tag('_')
    else if (value === null) this.#out.tag('0')
    else if (typeof value === 'boolean') this.#out.tag(value ? 'T' : 'F')
    else if (typeof value === 'number') this.#number(value)
    else if (typeof value === 'bigint') this.#bigint('Z', value)
    else if (typeof value === 'string') this.#text(value)
    else if (typeof value === 'object') this.#object(value)
    else throw this.#refused(value)
  }

  /** @param {number} value */
  #number (value) {
    const isInteger = (value | 0) === value && !Object.is(value, -0)
    this.#out.tag(isInteger ? 'I' : 'N')
    if (isInteger) this.#out.zigzag(value)
    else this.#out.double(value)
  }

  /** @param {string} tag @param {bigint} value */
  #bigint (tag, value) {
    const bytes = []
    for (let rest = value < 0n ? -value : value; rest > 0n; rest >>= 8n) bytes.push(Number(rest & 255n))
    while (bytes.length % 8) bytes.push(0)
    this.#out.tag(tag)
    this.#out.varint((bytes.length << 1) | (value < 0n ? 1 : 0))
    this.#out.raw(Uint8Array.from(bytes))
  }

  /** @param {string} text */
  #text (text) {
    const units = Array.from({ length: text.length }, (_, index) => text.charCodeAt(index))
    if (units.every((unit) => unit < 256)) {
      this.#out.tag('"')
      this.#out.varint(units.length)
      return this.#out.raw(Uint8Array.from(units))
    }
    const length = units.length * 2
    const header = new Writer()
    header.varint(length)
    if ((this.#out.length + 1 + header.length) & 1) this.#out.byte(0)
    this.#out.tag('c')
    this.#out.varint(length)
    this.#out.raw(new Uint8Array(Uint16Array.from(units).buffer))
  }

  /** @param {any} value */
  #object (value) {
    const known = this.#ids.get(value)
    if (known !== undefined) {
      this.#out.tag('^')
      return this.#out.varint(known)
    }
    const isOwnView = ArrayBuffer.isView(value) && !this.#viewsAreForeign
    if (isOwnView && !this.#ids.has(value.buffer)) this.#write(value.buffer)
    this.#ids.set(value, this.#ids.size)
    if (isOwnView) return this.#view(value)
    if (ArrayBuffer.isView(value)) {
      this.#out.tag('\\')
      return this._writeHostObject(value)
    }
    this.#branded(value)
  }

  /** @param {any} value */
  #branded (value) {
    switch (brandOf(value)) {
      case 'Array': return this.#array(value)
      case 'Date': this.#out.tag('D'); return this.#out.double(value.valueOf())
      case 'Boolean': return this.#out.tag(value.valueOf() ? 'y' : 'x')
      case 'Number': this.#out.tag('n'); return this.#out.double(value.valueOf())
      case 'BigInt': return this.#bigint('z', value.valueOf())
      case 'String': this.#out.tag('s'); return this.#text(value.valueOf())
      case 'RegExp': return this.#pattern(value)
      case 'Map': return this.#collection(value, ';', ':', [...value].flat())
      case 'Set': return this.#collection(value, "'", ',', [...value])
      case 'ArrayBuffer': return this.#buffer(value)
      case 'Error': return this.#error(value)
    }
    const isPlain = brandOf(value) === 'Object' || Object.hasOwn(value, Symbol.toStringTag) || value[Symbol.toStringTag] === undefined
    if (!isPlain || value instanceof WeakRef) throw this.#refused(value)
    this.#out.tag('o')
    const keys = Object.keys(value)
    this.#properties(value, keys)
    this.#out.tag('{')
    this.#out.varint(keys.length)
  }

  /** @param {any} value @param {string[]} keys */
  #properties (value, keys) {
    for (const key of keys) {
      const isIndex = /^(0|[1-9]\d{0,9})$/.test(key) && Number(key) < 2 ** 32 - 1
      this.#write(isIndex ? Number(key) : key)
      this.#write(value[key])
    }
  }

  /** @param {any[]} list */
  #array (list) {
    const keys = Object.keys(list)
    const isDense = keys.length >= list.length && (list.length === 0 || keys[list.length - 1] === String(list.length - 1))
    const rest = isDense ? keys.slice(list.length) : keys
    this.#out.tag(isDense ? 'A' : 'a')
    this.#out.varint(list.length)
    if (isDense) for (const item of list) this.#write(item)
    this.#properties(list, rest)
    this.#out.tag(isDense ? '$' : '@')
    this.#out.varint(rest.length)
    this.#out.varint(list.length)
  }

  /** @param {any} _value @param {string} begin @param {string} end @param {any[]} items */
  #collection (_value, begin, end, items) {
    this.#out.tag(begin)
    for (const item of items) this.#write(item)
    this.#out.tag(end)
    this.#out.varint(items.length)
  }

  /** @param {RegExp} pattern */
  #pattern (pattern) {
    this.#out.tag('R')
    this.#text(pattern.source)
    this.#out.varint([...pattern.flags].reduce((bits, flag) => bits | (1 << FLAGS.indexOf(flag)), 0))
  }

  /** @param {ArrayBuffer} buffer */
  #buffer (buffer) {
    const id = this.#transferred.get(buffer)
    this.#out.tag(id === undefined ? 'B' : 't')
    this.#out.varint(id ?? buffer.byteLength)
    if (id === undefined) this.#out.raw(new Uint8Array(buffer))
  }

  /** @param {ArrayBufferView} view */
  #view (view) {
    const kind = KINDS[kindOf(view)]
    if (!kind) throw this.#refused(view)
    this.#out.tag('V')
    this.#out.tag(kind.letter)
    for (const number of [view.byteOffset, view.byteLength, 0]) this.#out.varint(number)
  }

  /** @param {Error} error */
  #error (error) {
    this.#out.tag('r')
    const letter = ERRORS[error.name]
    if (letter) this.#out.tag(letter)
    if (Object.hasOwn(error, 'message')) this.#member('m', error.message)
    if (Object.hasOwn(error, 'cause')) this.#member('c', error.cause)
    if (typeof error.stack === 'string') this.#member('s', error.stack)
    this.#out.tag('.')
  }

  /** @param {string} tag @param {any} value */
  #member (tag, value) {
    this.#out.tag(tag)
    this.#write(value)
  }
}
