/**
 * Limits of memory: an engine has none of its own, so a module is given one before it is compiled.
 * @module
 */

import { NotSupportedError } from 'oro:errors'
import { leb, sections } from './reader.js'

const MEMORY = 5
const PAGE = 65536n
const HAS_MOST = 1
const CUSTOM_PAGE = 8

/**
 * @param {Uint8Array<ArrayBuffer>} bytes of a module
 * @param {number} most bytes of each of its memories
 * @returns {Uint8Array<ArrayBuffer>} the module with that maximum
 * @throws {NotSupportedError} it begins with more
 */
export function limited (bytes, most) {
  let found
  try {
    found = sections(bytes).find(({ id }) => id === MEMORY)
  } catch {
    // The compiler says better what is wrong with it.
    return bytes
  }
  if (!found) return bytes
  const { begin, reader } = found
  const count = reader.count()
  const body = leb(BigInt(count))
  for (let index = 0; index < count; index++) body.push(...memoryType(reader, BigInt(most)))
  const made = [bytes.subarray(0, begin), Uint8Array.from([MEMORY, ...leb(BigInt(body.length)), ...body]), bytes.subarray(reader.end)]
  const whole = new Uint8Array(made.reduce((sum, { length }) => sum + length, 0))
  let at = 0
  for (const part of made) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

/** @param {import('./reader.js').Reader} reader @param {bigint} most @returns {number[]} */
function memoryType (reader, most) {
  const flags = reader.byte()
  const least = reader.unsigned()
  const declared = flags & HAS_MOST ? reader.unsigned() : null
  const custom = flags & CUSTOM_PAGE ? reader.unsigned() : null
  const pages = most / (custom === null ? PAGE : 1n << custom)
  if (least > pages) throw new NotSupportedError(`Cannot run a guest in ${most} bytes of memory: it begins with ${least * (most / (pages || 1n))}`)
  const limit = declared === null || declared > pages ? pages : declared
  return [flags | HAS_MOST, ...leb(least), ...leb(limit), ...(custom === null ? [] : leb(custom))]
}
