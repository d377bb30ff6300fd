/**
 * One version of a worker, as pages and workers see it (Service Workers 1, section 3.1).
 * @module
 */

import ipc from 'oro:ipc'
import { required } from './shared/arguments.js'
import { parcel, post } from './shared/messages.js'
import { OURS, check, name } from './shared/constructors.js'
import { frames, self } from './shared/realm.js'
import { states } from './state.js'

/** @typedef {{ id: string, state: string, scriptURL: string }} Description */

/** @type {Map<string, ServiceWorker>} */
const known = new Map()

/** See the module. */
export class ServiceWorker extends EventTarget {
  /** @type {Description | undefined} in a worker, what it is to those it posts to */
  static own
  #description
  /** @type {((event: Event) => any) | null} */
  #onstatechange = null
  #last = Promise.resolve()

  /**
   * @param {symbol} key
   * @param {Description} description
   */
  constructor (key, description) {
    check(key)
    super()
    this.#description = description
  }

  /**
   * The one object of a version, its state brought up to date.
   * @internal
   * @param {Description | null | undefined} description
   * @returns {any}
   */
  static of (description) {
    const found = ServiceWorker.placed(description)
    if (found && description) found.#become(description.state)
    return found
  }

  /**
   * The one object of a version, in the state it was last seen in.
   * @internal
   * @param {Description | null | undefined} description
   * @returns {any}
   */
  static placed (description) {
    if (!description) return null
    let found = known.get(description.id)
    if (!found) known.set(description.id, found = new ServiceWorker(OURS, description))
    return found
  }

  /**
   * Every version that is none of these any more is redundant.
   * @internal
   * @param {any[]} versions of one registration, before and after
   * @param {any[]} left
   */
  static ended (versions, left) {
    for (const each of versions) if (each && !left.includes(each)) each.#become('redundant')
  }

  /** @returns {any} */
  get state () { return this.#description.state }

  get scriptURL () { return this.#description.scriptURL }

  get onstatechange () { return this.#onstatechange }

  set onstatechange (handler) {
    if (this.#onstatechange) this.removeEventListener('statechange', this.#onstatechange)
    this.#onstatechange = typeof handler === 'function' ? handler : null
    if (this.#onstatechange) this.addEventListener('statechange', this.#onstatechange)
  }

  /**
   * Send the worker a message; it is started if it does not run.
   * @param {any} message
   * @param {Transferable[] | { transfer?: Transferable[] }} [options]
   */
  postMessage (message, options = undefined) {
    required(arguments, 1, 'post a message')
    const { id } = this.#description
    const sent = parcel(message, options)
    this.#last = this.#last.then(async () => {
      const { id: client, url, parent } = self()
      const within = JSON.stringify(frames())
      const { err, data } = await ipc.request(/** @type {any} */ ('serviceWorker.wake'), { id, client, url, parent, frames: within })
      if (err) return console.error(err)
      post('worker', id, data ?? { version: ServiceWorker.own }, sent)
    })
  }

  /** @param {string} state */
  #become (state) {
    if (states.indexOf(state) <= states.indexOf(this.#description.state)) return
    this.#description = { ...this.#description, state }
    this.dispatchEvent(new Event('statechange'))
  }
}

name({ ServiceWorker })
