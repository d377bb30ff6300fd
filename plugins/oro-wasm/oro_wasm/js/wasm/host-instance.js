import { NotSupportedError } from 'oro:errors'
import { request, write } from 'oro:ipc'
import { Deferred } from './deferred.js'
import { grantsAndLimits } from './host-guest.js'
import { received, sendable } from './host-values.js'
import { outcome } from './outcome.js'
import { TrapError } from './trap-error.js'

/** @typedef {import('./guest.js').Guest} Guest */
/** @typedef {import('./outcome.js').Outcome} Outcome */

/**
 * An instance in a process of the host. Its output goes to the error output of the app.
 * @implements {Guest}
 */
export class HostInstance {
  #id = crypto.randomUUID()
  #task
  /** @type {Deferred<Outcome>} */
  #ended = new Deferred()
  /** @type {Deferred<string[]>} */
  #ready = new Deferred()
  /** @type {Promise<any>} the call before, for calls reach the host in no order */
  #before = Promise.resolve()
  /** Calls that are not answered yet. @type {Set<Deferred<any[]>>} */
  #waiting = new Set()
  /** Why functions can be called no more. @type {any} */
  #gone = null

  /** @param {import('./guest.js').Task} task */
  constructor (task) {
    this.#task = task
  }

  async start () {
    const { module, asked } = this.#task
    if (asked.stdin !== null && !(asked.stdin instanceof Uint8Array && asked.stdin.length === 0)) {
      throw new NotSupportedError(`Cannot open ${module.name} in the host with "stdin": instances there have no input; ask for { engine: 'page' }`)
    }
    const name = module.path === null ? module.name : ''
    const described = { ...await module.named(), id: this.#id, name, args: asked.args, ...grantsAndLimits(asked) }
    const { err, data } = await write('wasm.open', {}, JSON.stringify(described), { signal: asked.signal })
    if (err) throw failure(err)
    this.#ready.resolve(data.exports.map((/** @type {{ name: string }} */ { name }) => name))
  }

  /** @returns {Promise<null>} what it writes goes elsewhere */
  async take () {
    return null
  }

  async write () {
    throw new NotSupportedError(`Cannot write to ${this.#task.module.name}: instances in the host have no input; ask for { engine: 'page' }`)
  }

  async end () {}

  close () {}

  /** @returns {Promise<Outcome>} */
  wait () {
    return this.#ended.promise
  }

  kill () {
    if (this.#gone) return
    request('wasm.shut', { id: this.#id })
    this.#finish(outcome({ stopped: 'killed' }), new Error('The guest was stopped'))
  }

  /** @returns {Promise<string[]>} its functions, once they can be called */
  ready () {
    return this.#ready.promise
  }

  /**
   * @param {string} name
   * @param {readonly any[]} params
   * @returns {Promise<any[]>} its results; rejects when the guest ends
   */
  call (name, params) {
    const sent = JSON.stringify(sendable(params))
    /** @type {Deferred<any[]>} */
    const answer = new Deferred()
    this.#waiting.add(answer)
    this.#before = this.#before
      .then(() => this.#called(name, sent))
      .then(answer.resolve, answer.reject)
      .finally(() => this.#waiting.delete(answer))
    return answer.promise
  }

  /** @param {string} name @param {string} params */
  async #called (name, params) {
    if (this.#gone) throw this.#gone
    const { err, data } = await write('wasm.invoke', { id: this.#id, export: name }, params)
    if (this.#gone) throw this.#gone
    if (!err) return received(data.results, data.types)
    const error = failure(err)
    if (/** @type {any} */ (err).ended) this.#finish(ending(error), error)
    throw error
  }

  /** @param {Outcome} ended @param {any} why of calls that are not answered */
  #finish (ended, why) {
    this.#gone = Object.assign(why, { ended })
    this.#ended.resolve(ended)
    for (const answer of this.#waiting) answer.reject(why)
  }
}

/** @param {any} err @returns {any} a TrapError where the guest trapped */
function failure (err) {
  if (typeof err.trap !== 'string' || err.trap === 'exit') return err
  const frames = err.frames.map((/** @type {string} */ name) => ({ function: name, offset: null }))
  return new TrapError(err.message, { code: err.trap, message: err.message, frames })
}

/** @param {any} error @returns {Outcome} */
function ending (error) {
  if (error instanceof TrapError) return outcome({ trap: error.trap })
  if (error.trap === 'exit') return outcome({ code: error.exit })
  return outcome({ stopped: error.name === 'TimeoutError' ? 'timeout' : 'killed' })
}
