/**
 * Values read from V8's wire format.
 * @module
 */

import { Buffer } from '../buffer.js'
import { nodeError } from '../../base/errors/node.js'
import { Reader } from './bytes.js'
import { VERSION } from './serializer.js'
import { KINDS, viewOf } from './views.js'

const FLAGS = 'gimyusldv'
const ERRORS = /** @type {Record<string, any>} */ ({ E: EvalError, R: RangeError, F: ReferenceError, S: SyntaxError, T: TypeError, U: URIError })
const OLDEST = 13

/** @returns {Error} */
function unreadable () {
  return new Error('Unable to deserialize cloned data.')
}

/** Node's v8.Deserializer. */
export class Deserializer {
  #in
  #version = 0
  /** @type {any[]} */
  #objects = []
  /** @type {Map<number, ArrayBuffer>} */
  #transferred = new Map()

  /** @param {ArrayBufferView} buffer */
  constructor (buffer) {
    if (!ArrayBuffer.isView(buffer)) throw nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', 'buffer must be a TypedArray or a DataView')
    this.buffer = buffer
    this.#in = new Reader(new Uint8Array(buffer.buffer, buffer.byteOffset, buffer.byteLength))
  }

  /** @returns {true} @throws {Error} it is of a version that is not read */
  readHeader () {
    this.#version = this.#in.byte() === 0xff ? this.#in.varint() : 0
    if (this.#version < OLDEST || this.#version > VERSION) throw new Error('Unable to deserialize cloned data due to invalid or unsupported version.')
    return true
  }

  /** @returns {any} */
  readValue () { return this.#read() }
  getWireFormatVersion () { return this.#version }
  /** @param {number} id @param {ArrayBuffer} buffer */
  transferArrayBuffer (id, buffer) { this.#transferred.set(id, buffer) }
  readUint32 () { return this.#in.varint() }

  /** @returns {[number, number]} the higher half, the lower */
  readUint64 () {
    const value = this.#in.long()
    return [Number(value >> 32n), Number(value & 0xffffffffn)]
  }

  readDouble () { return this.#in.double() }
  /** @param {number} length @returns {Buffer} */
  readRawBytes (length) { return Buffer.from(this.#in.raw(length).slice().buffer) }
  /** @param {number} length @returns {number} where they begin */
  _readRawBytes (length) { return this.#in.raw(length).byteOffset - this.buffer.byteOffset }
  /** @returns {any} */
  _readHostObject () { throw unreadable() }

  /** @template T @param {T} object @returns {T} */
  #keep (object) {
    this.#objects.push(object)
    return object
  }

  /** @returns {string} */
  #tag () {
    for (;;) {
      const byte = this.#in.byte()
      if (byte !== 0) return String.fromCharCode(byte)
    }
  }

  /** @returns {any} */
  #read () {
    const tag = this.#tag()
    const value = this.#simple(tag)
    return value === this ? this.#object(tag) : value
  }

  /** @param {string} tag @returns {any} this, when it is no simple value */
  #simple (tag) {
    switch (tag) {
      case '_': return undefined
      case '0': return null
      case 'T': return true
      case 'F': return false
      case 'I': return this.#in.zigzag()
      case 'U': return this.#in.varint()
      case 'N': return this.#in.double()
      case 'Z': return this.#bigint()
      case '"': return Buffer.from(this.#in.raw(this.#in.varint())).toString('latin1')
      case 'S': return Buffer.from(this.#in.raw(this.#in.varint())).toString('utf8')
      case 'c': return Buffer.from(this.#in.raw(this.#in.varint())).toString('utf16le')
      case '^': return this.#objects[this.#in.varint()]
      default: return this
    }
  }

  #bigint () {
    const bits = this.#in.varint()
    const value = this.#in.raw(bits >> 1).reduceRight((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
    return bits & 1 ? -value : value
  }

  /** @param {string} tag @returns {any} */
  #object (tag) {
    switch (tag) {
      case 'o': return this.#properties(this.#keep(/** @type {any} */ ({})), '{')
      case 'A': return this.#dense()
      case 'a': return this.#sparse()
      case 'D': return this.#keep(new Date(this.#in.double()))
      case 'y': return this.#keep(Object(true))
      case 'x': return this.#keep(Object(false))
      case 'n': return this.#keep(Object(this.#in.double()))
      case 'z': return this.#keep(Object(this.#bigint()))
      case 's': return this.#keep(Object(this.#read()))
      case 'R': return this.#keep(new RegExp(this.#read(), this.#flags()))
      case ';': return this.#collection(this.#keep(new Map()), ':')
      case "'": return this.#collection(this.#keep(new Set()), ',')
      case 'r': return this.#error()
      case 'B': return this.#viewed(this.#keep(this.#in.raw(this.#in.varint()).slice().buffer))
      case 't': return this.#viewed(this.#keep(this.#given(this.#in.varint())))
      case '\\': return this.#foreign()
    }
    throw unreadable()
  }

  #flags () {
    const bits = this.#in.varint()
    return [...FLAGS].filter((_, index) => bits & (1 << index)).join('')
  }

  /** @param {any} target @param {string} end */
  #properties (target, end) {
    for (;;) {
      const tag = this.#tag()
      if (tag === end) break
      const key = this.#simple(tag)
      const value = this.#read()
      Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true })
    }
    this.#in.varint()
    if (end !== '{') this.#in.varint()
    return target
  }

  #dense () {
    const length = this.#in.varint()
    const list = this.#keep(/** @type {any[]} */ ([]))
    for (let index = 0; index < length; index++) {
      const tag = this.#tag()
      if (tag === '-') list.length++
      else list.push(this.#item(tag))
    }
    return this.#properties(list, '$')
  }

  /** @param {string} tag @returns {any} */
  #item (tag) {
    const value = this.#simple(tag)
    return value === this ? this.#object(tag) : value
  }

  #sparse () {
    const list = /** @type {any[]} */ ([])
    list.length = this.#in.varint()
    return this.#properties(this.#keep(list), '@')
  }

  /** @param {Map<any, any> | Set<any>} target @param {string} end */
  #collection (target, end) {
    for (let tag = this.#tag(); tag !== end; tag = this.#tag()) {
      const first = this.#item(tag)
      if (target instanceof Map) target.set(first, this.#read())
      else target.add(first)
    }
    this.#in.varint()
    return target
  }

  /** @param {ArrayBuffer} buffer @returns {any} a view on it, where one follows */
  #viewed (buffer) {
    if (this.#in.ended || this.#in.bytes[this.#in.at] !== 'V'.charCodeAt(0)) return buffer
    this.#in.byte()
    const letter = String.fromCharCode(this.#in.byte())
    const kind = KINDS.find((each) => each.letter === letter)
    const [offset, length] = [this.#in.varint(), this.#in.varint()]
    if (this.#version >= 14) this.#in.varint()
    if (!kind) throw unreadable()
    return this.#keep(viewOf(kind, buffer, offset, length))
  }

  /** @param {number} id @returns {ArrayBuffer} */
  #given (id) {
    const buffer = this.#transferred.get(id)
    if (!buffer) throw unreadable()
    return buffer
  }

  #foreign () {
    const at = this.#objects.push(undefined) - 1
    this.#objects[at] = this._readHostObject()
    return this.#objects[at]
  }

  #error () {
    const at = this.#objects.push(undefined) - 1
    /** @type {any} */
    let Class = Error
    const members = /** @type {Record<string, any>} */ ({})
    for (let tag = this.#tag(); tag !== '.'; tag = this.#tag()) {
      if (tag in ERRORS) Class = ERRORS[tag]
      else members[tag] = this.#read()
    }
    const error = new Class(members.m, 'c' in members ? { cause: members.c } : undefined)
    if (!('m' in members)) delete error.message
    Object.defineProperty(error, 'stack', { value: members.s, writable: true, configurable: true })
    this.#objects[at] = error
    return error
  }
}
