/**
 * Messages as they are when they are posted: a copy, and beside it what no channel carries.
 * @module
 */

import { isBuffer, isPort, isStream } from './brands.js'
import { tap } from './streams.js'

/** @typedef {(string | number)[]} Path through objects and lists; a number in a map or set counts its members */
/** @typedef {[Path, number]} Place where a message has which of the things beside it */

/**
 * A message as it was when it was posted, without the ports and streams it has.
 * @typedef {object} Parcel
 * @property {any} message
 * @property {MessagePort[]} ports
 * @property {MessagePort[]} streams a port that gives the pieces of each
 * @property {Place[]} places
 */

/**
 * Take a message as it is now: what is transferred is gone here, as it would be, and what changes later was not sent.
 * @param {any} message
 * @param {Transferable[] | { transfer?: Transferable[] }} [options]
 * @returns {Parcel}
 * @throws {DOMException} DataCloneError: it, or something to be transferred, cannot be carried to another page
 */
export function parcel (message, options = []) {
  const transfer = transferred(options)
  if (new Set(transfer).size < transfer.length) throw refusal('something is to be transferred twice')
  if (!transfer.every((each) => isBuffer(each) || isPort(each) || (isStream(each) && 'getReader' in each))) {
    throw refusal('only buffers, ports and readable streams are transferred between pages and workers')
  }
  const streams = /** @type {ReadableStream[]} */ (transfer.filter(isStream))
  if (streams.some(({ locked }) => locked)) throw refusal('a stream in it is being read')
  // Not every engine transfers streams: a port stands for each.
  const taps = new Map(streams.map((each) => [each, tap(each)]))
  const ports = transfer.filter(isPort)
  const moved = transfer.filter((each) => !isStream(each))
  const standing = [...taps.values()]
  const copy = cloned({ message: taps.size > 0 ? replaced(message, taps) : message, ports, standing }, [...moved, ...standing])
  return packed(copy.message, copy.ports, copy.standing)
}

/**
 * @param {any} value
 * @param {Map<any, MessagePort>} taps
 * @returns {any} the same with ports in the places of streams
 */
function replaced (value, taps) {
  if (taps.has(value)) return taps.get(value)
  if (Array.isArray(value)) return value.map((each) => replaced(each, taps))
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, replaced(each, taps)]))
}

/**
 * Take ports and streams out of a message that is a copy already.
 * @param {any} copy
 * @param {readonly MessagePort[]} ports
 * @param {MessagePort[]} [taps] ports that stand for streams
 * @returns {Parcel}
 */
export function packed (copy, ports, taps = []) {
  /** @type {Place[]} */
  const places = []
  /** @type {any[]} */
  const beside = [...ports, ...taps]
  const message = lifted(copy, { beside, places, seen: new Set() }, [])
  return { message, ports: [...ports], streams: beside.slice(ports.length).map((each) => isPort(each) ? each : tap(each)), places }
}

/**
 * Put things back where a message has them.
 * @param {any} message
 * @param {any[]} beside
 * @param {Place[]} places
 * @returns {any}
 */
export function restored (message, beside, places) {
  for (const [path, at] of places) {
    if (path.length === 0) return beside[at]
    const last = /** @type {string | number} */ (path.at(-1))
    put(path.slice(0, -1).reduce(member, message), last, beside[at])
  }
  return message
}

/**
 * @param {any} value
 * @param {any[]} transfer
 */
function cloned (value, transfer) {
  try {
    return structuredClone(value, { transfer })
  } catch (/** @type {any} */ error) {
    // What WebKit says of a port that is not to be transferred.
    throw error?.message === 'Type error' ? refusal('a port in it is not to be transferred') : error
  }
}

/**
 * @param {any} options
 * @returns {any[]}
 * @throws {TypeError} they name nothing that could be transferred
 */
function transferred (options) {
  if (options !== null && typeof options !== 'object') throw new TypeError('Cannot post a message: options are an object, or a list')
  const listed = typeof options?.[Symbol.iterator] === 'function'
  const { transfer = [] } = listed ? { transfer: options } : options ?? {}
  if (Object(transfer) !== transfer) throw new TypeError('Cannot post a message: what is transferred is a list')
  const given = [...transfer]
  if (given.every((each) => typeof each === 'object' && each !== null)) return given
  throw new TypeError('Cannot post a message: what is transferred is an object')
}

/**
 * @param {any} value of a copy, which is changed
 * @param {{ beside: any[], places: Place[], seen: Set<any> }} found
 * @param {Path} path
 * @returns {any} what is left
 */
function lifted (value, found, path) {
  if (typeof value !== 'object' || value === null) return value
  const known = found.beside.indexOf(value)
  if (known >= 0 || isStream(value)) {
    found.places.push([path, known >= 0 ? known : found.beside.push(value) - 1])
    return null
  }
  if (found.seen.has(value)) return value
  found.seen.add(value)
  if (value instanceof Map) return replace(value, [...value].flat(), found, path)
  if (value instanceof Set) return replace(value, [...value], found, path)
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return value
  for (const key of Object.keys(value)) value[key] = lifted(value[key], found, [...path, key])
  return value
}

/**
 * Take things out of a map or set: where it has any, a list of its members stands for it on the way.
 * @param {Map<any, any> | Set<any>} value
 * @param {any[]} members
 * @param {{ beside: any[], places: Place[], seen: Set<any> }} found
 * @param {Path} path
 */
function replace (value, members, found, path) {
  const before = found.places.length
  const left = members.map((each, at) => lifted(each, found, [...path, at]))
  if (found.places.length === before) return value
  // Two equal members of a set would be one: what takes their place differs.
  const held = left.map((each, at) => each === null && members[at] !== null ? { place: at } : each)
  value.clear()
  if (value instanceof Set) for (const each of held) value.add(each)
  else for (let at = 0; at < held.length; at += 2) value.set(held[at], held[at + 1])
  return value
}

/**
 * @param {any} value
 * @param {string | number} key
 */
function member (value, key) {
  if (value instanceof Map) return [...value].flat()[Number(key)]
  return value instanceof Set ? [...value][Number(key)] : value[key]
}

/**
 * @param {any} value
 * @param {string | number} key
 * @param {any} thing
 */
function put (value, key, thing) {
  if (!(value instanceof Map || value instanceof Set)) {
    value[key] = thing
    return
  }
  const members = value instanceof Map ? [...value].flat() : [...value]
  members[Number(key)] = thing
  value.clear()
  if (value instanceof Set) for (const each of members) value.add(each)
  else for (let at = 0; at < members.length; at += 2) value.set(members[at], members[at + 1])
}

/** @param {string} why */
function refusal (why) {
  return new DOMException(`Cannot post a message: ${why}`, 'DataCloneError')
}
