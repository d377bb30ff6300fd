/**
 * The pages a worker answers for (Service Workers 1, section 4.2 and 4.3).
 * @module
 */

import { call } from './call.js'
import { parcel, post } from './messages.js'
import { OURS, check, name } from './ours.js'

/** @typedef {{ id: string, realm: string, url: string, index: number, type: string, frameType: string, visible: boolean, focused: boolean, controlled: boolean }} Found */

const TYPES = ['window', 'worker', 'sharedworker', 'all']

/** One page. */
export class Client {
  #realm

  /**
   * @param {symbol} key
   * @param {Found} found
   */
  constructor (key, found) {
    check(key)
    this.id = found.id
    this.#realm = found.realm
    this.url = found.url
    this.type = found.type
    this.frameType = found.frameType
  }

  /**
   * Send the page a message; it arrives at `navigator.serviceWorker`.
   * @param {any} message
   * @param {Transferable[] | { transfer?: Transferable[] }} [options]
   */
  postMessage (message, options) {
    if (arguments.length === 0) throw new TypeError('Cannot post a message: there is none')
    post('client', this.#realm, Clients.version, parcel(message, options))
  }
}

/** One page in a window. */
export class WindowClient extends Client {
  #index

  /**
   * @param {symbol} key
   * @param {Found} found
   */
  constructor (key, found) {
    super(key, found)
    this.#index = found.index
    this.focused = found.focused
    /** @type {DocumentVisibilityState} */
    this.visibilityState = found.visible ? 'visible' : 'hidden'
  }

  /** Bring its window to the front. */
  async focus () {
    await call('window.focus', { targetWindowIndex: this.#index })
    return (await get(this.id)) ?? this
  }

  /**
   * Show another document in its window.
   * @param {string | URL} url
   * @returns {Promise<WindowClient | null>}
   * @throws {TypeError} a frame's: only whole windows can be sent elsewhere
   */
  async navigate (url) {
    if (this.frameType !== 'top-level') throw new TypeError('Only the top document of a window can be navigated')
    const loaded = call('serviceWorker.worker.loaded', { id: Clients.version.id, client: this.id })
    loaded.catch(() => {})
    await call('window.navigate', { targetWindowIndex: this.#index, url: new URL(url, location.href).href })
    await loaded
    return top(this.#index)
  }
}

/** The pages of the app. */
export class Clients {
  /** @type {any} what messages of this worker come from */
  static version

  /** @param {symbol} key */
  constructor (key) {
    check(key)
  }

  /**
   * @param {string} id
   * @returns {Promise<WindowClient | undefined>}
   */
  async get (id) {
    if (arguments.length === 0) throw new TypeError('Cannot get a client: there is no id')
    return get(String(id))
  }

  /**
   * @param {{ includeUncontrolled?: boolean, type?: 'window' | 'worker' | 'sharedworker' | 'all' }} [options]
   * @returns {Promise<readonly WindowClient[]>}
   */
  async matchAll ({ includeUncontrolled = false, type = 'window' } = {}) {
    if (!TYPES.includes(type)) throw new TypeError(`Cannot match clients: "${type}" is no type of them`)
    if (type !== 'window' && type !== 'all') return Object.freeze([])
    const found = (await all()).filter((each) => includeUncontrolled || each.controlled)
    return Object.freeze(found.map((each) => new WindowClient(OURS, each)))
  }

  /** Become the controller of every page in scope. */
  async claim () {
    await call('serviceWorker.worker.claim', { id: Clients.version.id })
  }

  /**
   * @param {string | URL} url
   * @returns {Promise<WindowClient | null>}
   */
  async openWindow (url) {
    const made = await call('window.create', { targetWindowIndex: -1, url: new URL(url, location.href).href })
    return top(made.index)
  }
}

/**
 * @param {number} index of a window
 * @returns {Promise<WindowClient | null>} its top document
 */
async function top (index) {
  const found = (await all()).find((each) => each.index === index && each.frameType === 'top-level')
  return found ? new WindowClient(OURS, found) : null
}

/** @returns {Promise<Found[]>} */
async function all () {
  return call('serviceWorker.worker.clients', { id: Clients.version.id })
}

/**
 * @param {string} id
 * @returns {Promise<WindowClient | undefined>}
 */
async function get (id) {
  const found = (await all()).find((each) => each.id === id)
  return found && new WindowClient(OURS, found)
}

name({ Client, WindowClient, Clients })
