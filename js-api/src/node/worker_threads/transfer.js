/**
 * Transfers of messages, and the reasons against them: engines refuse the same messages as Node, in other words.
 * @module
 */

import { nodeError } from '../../base/errors/node.js'

/** Kinds that some engine can hand over. */
const KINDS = new Set([
  'ArrayBuffer', 'AudioData', 'ImageBitmap', 'MediaSourceHandle', 'MessagePort', 'OffscreenCanvas', 'RTCDataChannel', 'ReadableStream',
  'TransformStream', 'VideoFrame', 'WritableStream'
])
/** Kinds that no engine can copy. */
const UNCLONEABLE = new Set(['Promise', 'WeakMap', 'WeakRef', 'WeakSet', 'Generator', 'AsyncGenerator'])
/** As deep as a message is searched for what cannot be copied. */
const DEPTH = 8
/** @type {WeakSet<object>} */
const kept = new WeakSet()
/** Ports that were handed over. @type {WeakSet<object>} */
const gone = new WeakSet()

/**
 * Say that an object stays here: transfer lists that name it are as if they did not.
 * @param {any} object
 */
export function markAsUntransferable (object) {
  if (object !== null && (typeof object === 'object' || typeof object === 'function')) kept.add(object)
}

/**
 * @param {any} object
 * @returns {boolean} whether it was marked to stay
 */
export function isMarkedAsUntransferable (object) {
  return object !== null && (typeof object === 'object' || typeof object === 'function') && kept.has(object)
}

/**
 * @param {any} options a transfer list, or `{ transfer }`
 * @returns {Transferable[]} what is to be handed over
 */
export function transferOf (options) {
  if (options === undefined || options === null) return []
  if (typeof options !== 'object') throw notIterable('transferList')
  if (Symbol.iterator in options) return checked([...options])
  const { transfer } = options
  if (transfer === undefined || transfer === null) return []
  if (typeof transfer !== 'object' || !(Symbol.iterator in transfer)) throw notIterable('options.transfer')
  return checked([...transfer])
}

/**
 * Post a message, and say in Node's words why it cannot be.
 * @template T
 * @param {any} message
 * @param {Transferable[]} transfer
 * @param {() => T} call of the engine
 * @returns {T}
 */
export function posting (message, transfer, call) {
  if (transfer.some((item) => gone.has(item))) throw uncloneable('MessagePort in transfer list is already detached')
  try {
    const result = call()
    for (const item of transfer) if (kindOf(item) === 'MessagePort') gone.add(item)
    return result
  } catch (error) {
    throw reasonOf(message, transfer, error)
  }
}

/** @param {any[]} list */
function checked (list) {
  const items = list.filter((item) => !kept.has(item))
  if (items.some((item) => !KINDS.has(kindOf(item)))) {
    throw nodeError(TypeError, 'ERR_INVALID_TRANSFER_OBJECT', 'Found invalid object in transferList')
  }
  const twice = items.find((item, at) => items.indexOf(item) !== at)
  if (twice) throw uncloneable(`Transfer list contains duplicate ${kindOf(twice)}`)
  return items
}

/**
 * @param {any} message
 * @param {Transferable[]} transfer
 * @param {any} error of the engine, or of a getter in the message
 */
function reasonOf (message, transfer, error) {
  const ofEngine = error instanceof DOMException ? error.name === 'DataCloneError' : error instanceof TypeError
  const culprit = ofEngine ? search(message, transfer, DEPTH, new Set()) : undefined
  if (culprit === undefined) return error
  if (kindOf(culprit.value) === 'MessagePort') {
    return nodeError(TypeError, 'ERR_MISSING_TRANSFERABLE_IN_TRANSFER_LIST', 'Object that needs transfer was found in message but not listed in transferList')
  }
  const shown = typeof culprit.value === 'object' ? `#<${kindOf(culprit.value)}>` : String(culprit.value)
  return uncloneable(`${shown} could not be cloned.`)
}

/**
 * Find the first value in a message that cannot be copied. Accessors are not asked again.
 * @param {any} value
 * @param {Transferable[]} transfer
 * @param {number} depth
 * @param {Set<any>} seen
 * @returns {{ value: any } | undefined}
 */
function search (value, transfer, depth, seen) {
  if (typeof value === 'function' || typeof value === 'symbol') return { value }
  if (value === null || typeof value !== 'object' || transfer.includes(value) || seen.has(value) || depth === 0) return undefined
  seen.add(value)
  const kind = kindOf(value)
  if (UNCLONEABLE.has(kind) || kind === 'MessagePort') return { value }
  if (ArrayBuffer.isView(value)) return undefined
  for (const part of partsOf(value)) {
    const found = search(part, transfer, depth - 1, seen)
    if (found) return found
  }
  return undefined
}

/** @param {any} value @returns {any[]} */
function partsOf (value) {
  if (value instanceof Map) return [...value].flat()
  if (value instanceof Set) return [...value]
  return Object.values(Object.getOwnPropertyDescriptors(value)).filter(({ enumerable }) => enumerable).map((member) => member.value)
}

/** @param {any} value @returns {string} */
function kindOf (value) {
  return value !== null && typeof value === 'object' ? Object.prototype.toString.call(value).slice(8, -1) : typeof value
}

/** @param {string} message */
function uncloneable (message) {
  return new DOMException(message, 'DataCloneError')
}

/** @param {string} name */
function notIterable (name) {
  return nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', `Optional ${name} argument must be an iterable`)
}
