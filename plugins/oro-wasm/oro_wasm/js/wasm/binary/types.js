/**
 * Types of the functions that a module exports, which engines do not tell.
 * @module
 */

import { Reader, sections } from './reader.js'

/** @typedef {{ params: string[], results: string[] }} FunctionType */

const TYPE = 1
const IMPORT = 2
const FUNCTION = 3
const EXPORT = 7
/** @type {Record<number, string>} */
const VALUES = { 0x7f: 'i32', 0x7e: 'i64', 0x7d: 'f32', 0x7c: 'f64', 0x7b: 'v128', 0x70: 'funcref', 0x6f: 'externref' }

/**
 * @param {Uint8Array} bytes of a module that is valid
 * @returns {Map<string, FunctionType> | null} by name; null for modules with types of newer kinds
 */
export function exportedFunctions (bytes) {
  try {
    const by = new Map(sections(bytes).filter(({ id }) => id !== 0).map(({ id, reader }) => [id, reader]))
    const types = list(by.get(TYPE), functionType)
    const indices = [...list(by.get(IMPORT), imported).filter((index) => index !== null), ...list(by.get(FUNCTION), (reader) => reader.count())]
    const exported = list(by.get(EXPORT), (reader) => ({ name: reader.text(), kind: reader.byte(), index: reader.count() }))
    return new Map(exported.filter(({ kind }) => kind === 0).map(({ name, index }) => [name, types[indices[index]]]))
  } catch {
    return null
  }
}

/** @template T @param {Reader | undefined} reader @param {(reader: Reader) => T} read @returns {T[]} */
function list (reader, read) {
  return reader ? Array.from({ length: reader.count() }, () => read(reader)) : []
}

/** @param {Reader} reader @returns {FunctionType} */
function functionType (reader) {
  if (reader.byte() !== 0x60) throw new RangeError('a type of a newer kind')
  return { params: list(reader, value), results: list(reader, value) }
}

/** @param {Reader} reader @returns {string} */
function value (reader) {
  const found = VALUES[reader.byte()]
  if (!found) throw new RangeError('a value of a newer kind')
  return found
}

/** @param {Reader} reader @returns {number | null} the index of a function's type */
function imported (reader) {
  reader.text()
  reader.text()
  const kind = reader.byte()
  if (kind === 0) return reader.count()
  if (kind === 1) value(reader)
  if (kind === 1 || kind === 2) limits(reader)
  else if (kind === 3) reader.take(2)
  else if (kind === 4) { reader.byte(); reader.count() } else throw new RangeError('an import of a newer kind')
  return null
}

/** @param {Reader} reader */
function limits (reader) {
  const flags = reader.byte()
  reader.unsigned()
  if (flags & 1) reader.unsigned()
  if (flags & 8) reader.unsigned()
}
