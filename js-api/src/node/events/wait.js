import { AbortError } from '../../base/errors.js'
import { invalidArgType, outOfRange } from '../../base/errors/node.js'
import { dispose } from '../../internal/symbols.js'

/** @typedef {import('./emitter.js').EventEmitter | EventTarget} Source */
/** @typedef {string | symbol} EventName */

/**
 * Wait for one event; an `error` event rejects.
 * @param {Source} source
 * @param {EventName} name
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<any[]>} what the listener would have been called with
 */
export async function once (source, name, options = {}) {
  const signal = checkedSignal(options)
  return new Promise((resolve, reject) => {
    if (signal?.aborted) throw aborted(signal)
    const watchError = name !== 'error' && isEmitter(source)
    const stop = () => {
      unlisten(source, name, onEvent)
      if (watchError) unlisten(source, 'error', onError)
      signal?.removeEventListener('abort', onAbort)
    }
    const onEvent = (/** @type {any[]} */ ...args) => { stop(); resolve(args) }
    const onError = (/** @type {any} */ error) => { stop(); reject(error) }
    const onAbort = () => { stop(); reject(aborted(signal)) }
    listen(source, name, onEvent)
    if (watchError) listen(source, 'error', onError)
    signal?.addEventListener('abort', onAbort)
  })
}

/**
 * Iterate over events; each step gives the arguments of one. An `error` event ends it by throwing.
 * Events wait in a queue without limit, as in Node, while the loop body runs.
 * @param {Source} source
 * @param {EventName} name
 * @param {{ signal?: AbortSignal, close?: EventName[], highWaterMark?: number, lowWaterMark?: number }} [options] `close` names events
 *   that end it; a source is paused while more events wait than the first mark, until fewer than the second do
 * @returns {AsyncIterableIterator<any[]>}
 */
export function on (source, name, options = {}) {
  const signal = checkedSignal(options)
  const { close = [] } = options
  const most = mark('options.highWaterMark', options.highWaterMark, Number.MAX_SAFE_INTEGER)
  const least = mark('options.lowWaterMark', options.lowWaterMark, 1)
  const flow = /** @type {any} */ (source)
  let paused = false
  if (signal?.aborted) throw aborted(signal)
  /** @type {any[][]} */
  const ready = []
  /** @type {{ resolve: (result: IteratorResult<any[]>) => void, reject: (error: any) => void }[]} */
  const waiting = []
  let finished = false
  /** @type {{ error: any } | null} */
  let failure = null

  const onEvent = (/** @type {any[]} */ ...args) => {
    const first = waiting.shift()
    if (first) first.resolve({ value: args, done: false })
    else {
      ready.push(args)
      if (!paused && ready.length > most) {
        paused = true
        flow.pause()
      }
    }
  }
  const onError = (/** @type {any} */ error) => {
    const first = waiting.shift()
    if (first) first.reject(error)
    else failure = { error }
    finish()
  }
  const onAbort = () => onError(aborted(signal))
  const finish = () => {
    finished = true
    unlisten(source, name, onEvent)
    unlisten(source, 'error', onError)
    for (const ending of close) unlisten(source, ending, finish)
    signal?.removeEventListener('abort', onAbort)
    for (const { resolve } of waiting.splice(0)) resolve({ value: undefined, done: true })
  }

  listen(source, name, onEvent)
  if (name !== 'error' && isEmitter(source)) listen(source, 'error', onError)
  for (const ending of close) listen(source, ending, finish)
  signal?.addEventListener('abort', onAbort)

  return {
    next () {
      const value = ready.shift()
      if (paused && ready.length < least) {
        paused = false
        flow.resume()
      }
      if (value) return Promise.resolve({ value, done: false })
      if (failure) {
        const { error } = failure
        failure = null
        return Promise.reject(error)
      }
      if (finished) return Promise.resolve({ value: undefined, done: true })
      return new Promise((resolve, reject) => { waiting.push({ resolve, reject }) })
    },
    return () {
      finish()
      return Promise.resolve({ value: undefined, done: true })
    },
    throw (error) {
      if (!(error instanceof Error)) throw invalidArgType('EventEmitter.AsyncIterator', 'an instance of Error', error)
      onError(error)
      return Promise.resolve({ value: undefined, done: true })
    },
    [Symbol.asyncIterator] () {
      return this
    }
  }
}

/**
 * Call `listener` once when `signal` aborts, even if another listener stops the event.
 * @param {AbortSignal} signal
 * @param {(event: any) => void} listener
 * @returns {{ [key: symbol]: () => void }} disposing it takes the listener away
 */
export function addAbortListener (signal, listener) {
  checkSignal('signal', signal)
  if (typeof listener !== 'function') throw invalidArgType('listener', 'of type function', listener)
  if (signal.aborted) queueMicrotask(() => listener(new Event('abort')))
  else signal.addEventListener('abort', listener, { once: true, capture: true })
  return { [dispose]: () => signal.removeEventListener('abort', listener, true) }
}

/**
 * @param {any} source
 * @returns {boolean}
 */
function isEmitter (source) {
  return typeof source?.on === 'function'
}

/**
 * @param {any} source
 * @param {EventName} name
 * @param {any} listener
 */
function listen (source, name, listener) {
  if (isEmitter(source)) source.on(name, listener)
  else if (typeof source?.addEventListener === 'function') source.addEventListener(name, listener)
  else throw invalidArgType('emitter', 'an instance of EventEmitter', source)
}

/**
 * @param {any} source
 * @param {EventName} name
 * @param {any} listener
 */
function unlisten (source, name, listener) {
  if (isEmitter(source)) source.removeListener(name, listener)
  else source.removeEventListener(name, listener)
}

/** @param {AbortSignal | undefined} signal */
function aborted (signal) {
  return new AbortError('The operation was aborted', { cause: signal?.reason })
}

/** @param {any} options @returns {AbortSignal | undefined} */
function checkedSignal (options) {
  if (options === null || typeof options !== 'object') throw invalidArgType('options', 'of type object', options)
  const { signal } = options
  if (signal !== undefined) checkSignal('options.signal', signal)
  return signal
}

/** @param {string} name @param {any} signal */
function checkSignal (name, signal) {
  if (signal === null || typeof signal !== 'object' || !('aborted' in signal)) throw invalidArgType(name, 'an instance of AbortSignal', signal)
}

/** @param {string} name @param {any} value @param {number} otherwise */
function mark (name, value, otherwise) {
  if (value === undefined) return otherwise
  if (typeof value !== 'number') throw invalidArgType(name, 'of type number', value)
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value)
  if (value < 1) throw outOfRange(name, `>= 1 && <= ${Number.MAX_SAFE_INTEGER}`, value)
  return value
}
