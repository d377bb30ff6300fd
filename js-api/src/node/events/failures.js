/**
 * Errors that reach an emitter.
 * @module
 */

import { nodeError } from '../../base/errors/node.js'
import { shown } from '../../base/internal/shown.js'
import { nextTick } from '../internal/tick.js'

/** @typedef {import('./lists.js').EventName} EventName */

export const captureRejectionSymbol = Symbol.for('nodejs.rejection')
export const kCapture = Symbol('kCapture')

/**
 * With captureRejections, a listener's rejected promise becomes an `error` event, with the setting off meanwhile.
 * @param {any} emitter
 * @param {any} result
 * @param {EventName} name
 * @param {any[]} args
 */
export function watch (emitter, result, name, args) {
  if (!emitter[kCapture] || typeof result.then !== 'function') return
  result.then(undefined, (/** @type {any} */ error) => nextTick(() => {
    if (typeof emitter[captureRejectionSymbol] === 'function') return emitter[captureRejectionSymbol](error, name, ...args)
    const before = emitter[kCapture]
    emitter[kCapture] = false
    try {
      emitter.emit('error', error)
    } finally {
      emitter[kCapture] = before
    }
  }))
}

/** @param {any} error */
export function unhandled (error) {
  if (error instanceof Error) return error
  return nodeError(Error, 'ERR_UNHANDLED_ERROR', `Unhandled error. (${shown(error)})`, { context: error })
}
