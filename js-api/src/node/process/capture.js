/**
 * A function that gets what would be uncaught.
 * @module
 */

import { invalidArgType, nodeError } from '../../base/errors/node.js'

/** @type {((error: any) => void) | null} */
let taken = null

/** @param {any} event */
function listener (event) {
  event.preventDefault()
  event.stopImmediatePropagation()
  taken?.(event.error)
}

/** @param {any} fn null gives errors their way again */
export function setUncaughtExceptionCaptureCallback (fn) {
  if (fn !== null && typeof fn !== 'function') throw invalidArgType('fn', 'of type function or null', fn)
  if (fn && taken) {
    throw nodeError(Error, 'ERR_UNCAUGHT_EXCEPTION_CAPTURE_ALREADY_SET',
      '`process.setupUncaughtExceptionCapture()` was called while a capture callback was already active')
  }
  taken = fn
  if (fn) globalThis.addEventListener('error', listener, true)
  else globalThis.removeEventListener('error', listener, true)
}

export function hasUncaughtExceptionCaptureCallback () {
  return taken !== null
}
