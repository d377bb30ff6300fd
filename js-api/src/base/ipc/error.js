import { ErrnoError, types } from '../errors.js'

const CARRIED = ['id', 'url', 'location', 'event', 'syscall', 'path', 'dest']

/**
 * Turn the `err` of an answer into an error of the class its `type` names.
 * An Error stays what it is; nothing gives null.
 * @param {any} error
 * @param {Function} [caller] where the stack begins
 * @returns {any}
 */
export function maybeMakeError (error, caller) {
  if (error === null || error === undefined || error === false || error === '') return null
  if (error instanceof Error) return error
  const made = typeof error === 'object' ? fromNative(error) : new Error(String(error))
  const capture = /** @type {any} */ (Error).captureStackTrace
  if (typeof capture === 'function') capture(made, caller ?? maybeMakeError)
  return made
}

/**
 * @param {Record<string, any>} native
 * @returns {Error}
 */
function fromNative (native) {
  const made = construct(native)
  for (const [key, value] of Object.entries(native)) {
    if (key === 'message' || key === 'type' || key === 'name' || key === 'code') continue
    if (CARRIED.includes(key) || !(key in made)) Object.assign(made, { [key]: value })
  }
  return made
}

/**
 * @param {Record<string, any>} native
 * @returns {any}
 */
function construct ({ message = '', type, code, name }) {
  const known = Object.hasOwn(types, type)
  if (type === 'ErrnoError' || (!known && typeof code === 'number' && code < 0)) {
    return new ErrnoError(Number(code), message, name)
  }
  if (type === 'AggregateError') return new AggregateError([], message)
  const Class = known ? /** @type {any} */ (types)[type] : Error
  const made = new Class(message)
  if (!known && name) made.name = name
  if (code !== undefined && made.code !== code) made.code = code
  return made
}
