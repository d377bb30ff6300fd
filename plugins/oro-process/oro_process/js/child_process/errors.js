/** Errors with Node's codes and Node's wording. */

import { getName } from 'oro:errno'
import { AbortError } from 'oro:errors'
import { nodeError } from 'oro:errors/node'

/**
 * A program that could not be started, or run to its end.
 * @param {string} syscall for example `spawn ls`
 * @param {number} errno negative
 * @param {string} code
 * @param {string} path
 * @param {string[]} spawnargs without the program's own name
 * @returns {any}
 */
export function startError (syscall, errno, code, path, spawnargs) {
  return Object.assign(new Error(`${syscall} ${code}`), { errno, code, syscall, path, spawnargs })
}

/**
 * A refusal of the system.
 * @param {string} syscall
 * @param {any} error of a route
 * @returns {any} the same error when the system did not say it
 */
export function systemError (syscall, error) {
  if (typeof error.errno !== 'number') return error
  const code = codeOf(error)
  return Object.assign(new Error(`${syscall} ${code}`), { errno: error.errno, code, syscall })
}

/**
 * @param {any} error of a route
 * @returns {string} such as `ENOENT`
 */
export function codeOf (error) {
  return typeof error.code === 'string' ? error.code : getName(error.errno ?? error.code) || String(error.code)
}

/**
 * Return the error that Node throws when a signal aborts.
 * @param {any} cause the signal's reason
 */
export function abortError (cause) {
  const error = new AbortError('The operation was aborted', cause === undefined ? undefined : { cause })
  return Object.assign(error, { code: 'ABORT_ERR' })
}

/** @param {string} stream `stdout` or `stderr` */
export function tooMuch (stream) {
  return nodeError(RangeError, 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER', `${stream} maxBuffer length exceeded`)
}

/** @param {any} signal */
export function unknownSignal (signal) {
  const shown = typeof signal === 'object' ? JSON.stringify(signal) : String(signal)
  return nodeError(TypeError, 'ERR_UNKNOWN_SIGNAL', `Unknown signal: ${shown}`)
}

export function disconnected () {
  return nodeError(Error, 'ERR_IPC_DISCONNECTED', 'IPC channel is already disconnected')
}

export function closedChannel () {
  return nodeError(Error, 'ERR_IPC_CHANNEL_CLOSED', 'Channel closed')
}
