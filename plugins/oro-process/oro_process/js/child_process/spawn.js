import { NotImplementedError } from 'oro:errors'
import { nextTick } from 'oro:process'
import { describe } from './arguments.js'
import { ChildProcess } from './child.js'
import { abortError } from './errors.js'

/** @typedef {import('./arguments.js').SpawnOptions} SpawnOptions */

/**
 * Start a program. It has begun when this returns, or an `error` event follows.
 * @param {string} file a name or path
 * @param {readonly string[] | SpawnOptions} [args]
 * @param {SpawnOptions} [options]
 * @returns {ChildProcess}
 */
export function spawn (file, args, options) {
  const { described, options: asked, spawnargs } = describe(file, args, options)
  const child = new ChildProcess()
  if (described.channel !== null && asked.serialization === 'advanced') {
    throw new NotImplementedError('child_process with serialization "advanced" and a program')
  }
  child.start(described, spawnargs)
  if (asked.timeout > 0) expire(child, asked)
  if (asked.signal) watch(child, asked)
  return child
}

/**
 * @param {ChildProcess} child
 * @param {SpawnOptions} options
 */
function expire (child, { timeout, killSignal }) {
  const timer = setTimeout(() => {
    try {
      child.kill(killSignal)
    } catch (error) {
      child.emit('error', error)
    }
  }, timeout)
  child.once('exit', () => clearTimeout(timer))
}

/**
 * @param {ChildProcess} child
 * @param {SpawnOptions} options
 */
function watch (child, { signal, killSignal }) {
  const given = /** @type {AbortSignal} */ (signal)
  const abort = () => {
    try {
      if (child.kill(killSignal)) child.emit('error', abortError(given.reason))
    } catch (error) {
      child.emit('error', error)
    }
  }
  if (given.aborted) return nextTick(abort)
  given.addEventListener('abort', abort, { once: true })
  child.once('exit', () => given.removeEventListener('abort', abort))
}
