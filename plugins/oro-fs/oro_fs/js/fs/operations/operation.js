/**
 * An operation is a call described but not made, and steps are a generator of operations: the same description
 * serves promises, callbacks and the synchronous functions.
 */

import { request, sendSync, write } from 'oro:ipc'
import { callable } from '../arguments/check.js'
import { fsError } from '../arguments/errors.js'

/**
 * @template R
 * @typedef {object} Operation
 * @property {string} route
 * @property {string} syscall what errors name
 * @property {Record<string, any>} params
 * @property {string} [path] what errors name
 * @property {string} [dest] what errors name
 * @property {Record<string, (context: import('../arguments/errors.js').Context) => any>} [told] errors told otherwise, by code
 * @property {Uint8Array<ArrayBuffer>} [body] sent with POST
 * @property {boolean} [binary] the answer is bytes
 * @property {AbortSignal} [signal]
 * @property {(data: any) => R} read makes the result of the answer
 */

/**
 * Yields operations, promises, and lists of work that may be done side by side; gets back what they come to.
 * @template R
 * @typedef {Generator<any, R, any>} Steps
 */

/**
 * @template R
 * @typedef {Operation<R> | Steps<R>} Work
 */

/**
 * Do the work.
 * @template R
 * @param {Work<R>} work
 * @returns {Promise<R>}
 */
export async function perform (work) {
  if (isOperation(work)) return call(work)
  let step = work.next()
  while (!step.done) step = await next(work, step.value)
  return step.value
}

/**
 * Do the work and wait.
 * @template R
 * @param {Work<R>} work
 * @returns {R}
 */
export function performSync (work) {
  if (isOperation(work)) return callSync(work)
  let step = work.next()
  while (!step.done) step = nextSync(work, step.value)
  return step.value
}

/**
 * @template R
 * @param {Steps<R>} steps
 * @param {any} asked
 */
async function next (steps, asked) {
  let given
  try {
    given = await (isOperation(asked) ? call(asked) : Array.isArray(asked) ? together(asked) : asked)
  } catch (error) {
    return steps.throw(error)
  }
  return steps.next(given)
}

/**
 * @template R
 * @param {Steps<R>} steps
 * @param {any} asked
 */
function nextSync (steps, asked) {
  let given
  try {
    given = isOperation(asked) ? callSync(asked) : Array.isArray(asked) ? asked.map(performSync) : asked
  } catch (error) {
    return steps.throw(error)
  }
  return steps.next(given)
}

/**
 * Nothing goes on behind an error's back: it is told when all have ended.
 * @param {Work<any>[]} works
 */
async function together (works) {
  const ends = await Promise.allSettled(works.map(perform))
  return ends.map((end) => {
    if (end.status === 'rejected') throw end.reason
    return end.value
  })
}

/**
 * @param {any} work
 * @returns {work is Operation<any>}
 */
function isOperation (work) {
  return typeof work?.route === 'string'
}

/** @type {() => void} */
let first = () => {}

/** @param {() => void} act what has to go to the host before any call does */
export function beforeCalls (act) {
  first = act
}

/**
 * @template R
 * @param {Operation<R>} operation
 * @returns {Promise<R>}
 */
async function call (operation) {
  first()
  const { route, params, body, binary, signal, read } = operation
  const options = { signal, responseType: binary ? /** @type {const} */ ('arraybuffer') : undefined }
  const { err, data } = body ? await write(route, params, body, options) : await request(route, params, options)
  if (err) throw failure(err, operation)
  return read(data)
}

/**
 * @template R
 * @param {Operation<R>} operation
 * @returns {R}
 */
function callSync (operation) {
  first()
  const { route, params, body, binary, read } = operation
  const { err, data } = sendSync(route, params, binary ? { responseType: 'arraybuffer' } : undefined, body)
  if (err) throw failure(err, operation)
  return read(data)
}

/**
 * @param {any} err
 * @param {Operation<any>} operation
 */
function failure (err, operation) {
  const tell = operation.told?.[err.code]
  return tell ? tell(operation) : fsError(err, operation)
}

/**
 * @template {any[]} A
 * @template R
 * @param {(...args: A) => Work<R>} describe
 * @returns {(...args: A) => Promise<R>}
 */
export function promised (describe) {
  return async (...args) => perform(describe(...args))
}

/**
 * @template {any[]} A
 * @template R
 * @param {(...args: A) => Work<R>} describe
 * @returns {(...args: A) => R}
 */
export function synchronous (describe) {
  return (...args) => performSync(describe(...args))
}

/**
 * Bad arguments throw at once.
 * @param {(...args: any[]) => Work<any>} describe
 * @param {number} least arguments before the callback
 * @param {number} [most] the same with every optional one
 * @param {boolean} [either] see `takeCallback()`
 * @returns {(...args: any[]) => void}
 */
export function calledBack (describe, least, most = least, either = false) {
  const made = (/** @type {any[]} */ ...args) => {
    const callback = takeCallback(args, least, most, 'cb', either)
    settle(perform(describe(...args)), callback)
  }
  return Object.defineProperties(made, { name: { value: '', configurable: true }, length: { value: most + 1, configurable: true } })
}

/**
 * Cut the arguments off before the callback, and give it.
 * @param {any[]} args
 * @param {number} least
 * @param {number} most
 * @param {string} [name] what it is called
 * @param {boolean} [either] the last argument before it counts as the callback where that is missing
 * @returns {(...args: any[]) => void}
 */
export function takeCallback (args, least, most, name = 'cb', either = false) {
  let at = least
  while (at < most && typeof args[at] !== 'function') at++
  const callback = callable(args[at] || (either && args.length === least + 1 ? args[least] : args[at]), name)
  args.length = at
  return callback
}

/**
 * @param {Promise<any>} promise
 * @param {(error: any, ...values: any[]) => void} callback
 * @param {(value: any) => any[]} [spread] what the callback gets
 */
export function settle (promise, callback, spread = (value) => value === undefined ? [] : [value]) {
  // Out of the promise's reach: what the callback throws is an uncaught error, not a rejection.
  promise.then(
    (value) => queueMicrotask(() => callback(null, ...spread(value))),
    (error) => queueMicrotask(() => callback(error))
  )
}
