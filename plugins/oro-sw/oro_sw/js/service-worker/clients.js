/**
 * The pages a worker answers for (Service Workers 1, section 4.2 and 4.3).
 * @module
 */

import { dictionary, required } from './shared/arguments.js'
import { call } from './shared/call.js'
import { parcel, post } from './shared/messages.js'
import { OURS, check, name } from './shared/constructors.js'

/** @typedef {{ id: string, realm: string, url: string, index: number, type: string, frameType: string, visible: boolean, focused: boolean, ancestors: string[], controlled: boolean }} Found */

const TYPES = ['window', 'worker', 'sharedworker', 'all']

/** One page. */
export class Client {
  #found

  /**
   * @param {symbol} key
   * @param {Found} found
   */
  constructor (key, found) {
    check(key)
    this.#found = found
  }

  get id () { return this.#found.id }

  get url () { return this.#found.url }

  get type () { return this.#found.type }

  get frameType () { return this.#found.frameType }

  /**
   * Send the page a message; it arrives at `navigator.serviceWorker`.
   * @param {any} message
   * @param {Transferable[] | { transfer?: Transferable[] }} [options]
   */
  postMessage (message, options = undefined) {
    required(arguments, 1, 'post a message')
    post('client', this.#found.realm, Clients.version, parcel(message, options))
  }
}

/** One page in a window. */
export class WindowClient extends Client {
  #found

  /**
   * @param {symbol} key
   * @param {Found} found
   */
  constructor (key, found) {
    super(key, found)
    this.#found = { ...found, ancestors: Object.freeze([...found.ancestors ?? []]) }
  }

  get focused () { return this.#found.focused }

  /** @returns {DocumentVisibilityState} */
  get visibilityState () { return this.#found.visible ? 'visible' : 'hidden' }

  /** The origins its document is within, the nearest first; browsers have yet to make this. */
  get ancestorOrigins () { return this.#found.ancestors }

  /** Bring its window to the front, and give a frame the keyboard; no click has to come before. */
  async focus () {
    await call('window.focus', { targetWindowIndex: this.#found.index })
    if (this.frameType !== 'top-level') await call('serviceWorker.worker.focus', { client: this.id })
    return (await get(this.id)) ?? this
  }

  /**
   * Show another document in its window or frame.
   * @param {string | URL} url
   * @returns {Promise<WindowClient | null>} null where that is of another site
   * @throws {TypeError} the worker does not control it, or no document can have this URL
   */
  async navigate (url) {
    required(arguments, 1, 'navigate')
    const { href } = shown(url)
    const id = Clients.version.id
    if (this.frameType !== 'top-level') {
      const found = await call('serviceWorker.worker.navigate', { id, client: this.id, url: href })
      return (await get(found)) ?? null
    }
    if (!(await all()).some((found) => found.id === this.id && found.controlled)) throw new TypeError('This worker does not control the client')
    const loaded = call('serviceWorker.worker.loaded', { id, client: this.id })
    loaded.catch(() => {})
    await call('window.navigate', { targetWindowIndex: this.#found.index, url: href })
    await loaded
    return top(this.#found.index)
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
    required(arguments, 1, 'get a client')
    return get(String(id))
  }

  /**
   * @param {{ includeUncontrolled?: boolean, type?: 'window' | 'worker' | 'sharedworker' | 'all' }} [options]
   * @returns {Promise<readonly WindowClient[]>}
   */
  async matchAll (options = undefined) {
    const { includeUncontrolled = false, type = 'window' } = dictionary(options, 'match clients')
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
   * Open a window; no click has to come before, since pages of the app open windows as freely.
   * @param {string | URL} url
   * @returns {Promise<WindowClient | null>} null where its document is of another site
   */
  async openWindow (url) {
    required(arguments, 1, 'open a window')
    const made = await call('window.create', { targetWindowIndex: -1, url: shown(url).href })
    return top(made.index)
  }
}

/**
 * @param {string | URL} url
 * @returns {URL}
 * @throws {TypeError} it is none, or of a document that no worker controls
 */
function shown (url) {
  const found = new URL(url, location.href)
  if (found.protocol === 'about:') throw new TypeError(`"${found.href}" cannot be shown`)
  return found
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
 * Find a client; one that is being loaded is waited for, as `resultingClientId` names it before it is there.
 * @param {string} id
 * @returns {Promise<WindowClient | undefined>}
 */
async function get (id) {
  const find = async () => (await all()).find((each) => each.id === id)
  let found = await find()
  if (!found && id && await call('serviceWorker.worker.shown', { client: id }).catch(() => false)) found = await find()
  return found && new WindowClient(OURS, found)
}

name({ Client, WindowClient, Clients })
