/**
 * Programs and functions that run.
 * @module
 */

import { OroError, TimeoutError } from 'oro:errors'
import { HostGuest } from './host-guest.js'
import { load } from './module.js'
import { asked } from './options.js'
import { PageGuest } from './page-guest.js'
import { Run } from './run.js'
import { TrapError } from './trap-error.js'
import { unwrapped } from './values.js'

/** @typedef {import('./options.js').Options} Options */
/** @typedef {import('./module.js').Source} Source */

/**
 * Run a program.
 * @param {Source} source
 * @param {Options} [options]
 * @returns {Run} at once; errors of the module come from `exited` and from its streams
 * @throws {TypeError} the options are none
 */
export function run (source, options) {
  const wanted = asked(options)
  return new Run(guest(source, wanted), wanted)
}

/**
 * Call a function that a module exports, in a new instance of it; `_initialize` is called before.
 * @param {Source} source
 * @param {string} name
 * @param {readonly any[]} [params] numbers, and BigInt for i64; for a component, values as its routes take them, or bytes
 * @param {Options} [options] what it writes to its outputs is not kept
 * @returns {Promise<any>} its result: undefined for none, an array of several; BigInt for i64, s64 and u64, a Uint8Array for
 *   `list<u8>`, else as routes of components answer. Rejects with a TrapError
 */
export async function call (source, name, params = [], options = {}) {
  if (typeof name !== 'string' || name === '') throw new TypeError('Cannot call a function: give its name as text')
  const wanted = asked({ stdin: null, ...options })
  const running = new Run(guest(source, wanted, name, params), wanted)
  running.stdout.cancel()
  running.stderr.cancel()
  return answer(name, await running.exited)
}

/**
 * @param {string} name
 * @param {import('./outcome.js').Outcome} ended
 */
export function answer (name, { stopped, trap, code, results }) {
  if (stopped) throw new TimeoutError(`Cannot finish "${name}": its time was over`)
  if (trap) throw new TrapError(`Cannot finish "${name}": it trapped: ${trap.message}`, trap)
  if (code) throw new OroError(`Cannot finish "${name}": the guest exited with ${code}`)
  return unwrapped(results)
}

/**
 * @param {Source} source
 * @param {import('./options.js').Asked} wanted
 * @param {string} [called]
 * @param {readonly any[]} [params]
 */
async function guest (source, wanted, called, params) {
  const module = await load(source, wanted)
  const task = { module, asked: wanted, called, params }
  return wanted.engine === 'host' ? new HostGuest(task) : new PageGuest(task)
}
