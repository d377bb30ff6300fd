/**
 * Keys that work while another program has the keyboard.
 *
 *     const bar = await bind({ id: 'bar', description: 'Show the search bar', trigger: 'Ctrl+Shift+Space' })
 *     bar.addEventListener('press', () => show())
 *     label.textContent = bar.trigger // the person may have chosen other keys
 *
 * Where the desktop lets no program have keys, `bind` rejects with a NotSupportedError whose `commands` are command
 * lines that a person can bind in the settings of the desktop; `listen` hears of these as well.
 * @module
 */

import { request } from 'oro:ipc'

export * as default from './shortcuts.js'

/**
 * @typedef {object} Wanted
 * @property {string} id
 * @property {string} description the words in which the desktop shows it
 * @property {string} [trigger] the keys, such as `Ctrl+Shift+K`; without it the person alone chooses them
 */

/** @typedef {{ id: string, description: string, trigger: string, by: 'portal' | 'x11' }} Bound */
/** @typedef {{ id: string, time: number, token: string }} Used */

/**
 * @param {string} route
 * @param {Record<string, any>} [params]
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<any>}
 */
async function ask (route, params = {}, { signal } = {}) {
  const { data, err } = await request(/** @type {any} */ (route), params, /** @type {any} */ ({ signal }))
  if (err) throw err
  return data
}

/** A shortcut that is bound. Events: `press` and `release`, whose `detail` is of type `Used`, and `change`. */
export class Shortcut extends EventTarget {
  #bound
  #off

  /** @param {Bound} bound */
  constructor (bound) {
    super()
    this.#bound = bound
    this.#off = listen(bound.id, {
      press: detail => this.dispatchEvent(new CustomEvent('press', { detail })),
      release: detail => this.dispatchEvent(new CustomEvent('release', { detail })),
      change: detail => this.#changed(detail)
    })
  }

  get id () {
    return this.#bound.id
  }

  get description () {
    return this.#bound.description
  }

  /** The keys in the words of the desktop; empty where the person gave it none. */
  get trigger () {
    return this.#bound.trigger
  }

  /** The part of the desktop that has the keys. */
  get by () {
    return this.#bound.by
  }

  /** Give the keys back. */
  async unbind () {
    this.#off()
    await ask('shortcuts.unbind', { id: this.id })
  }

  [/** @type {any} */ (Symbol).asyncDispose ?? Symbol.for('Symbol.asyncDispose')] () {
    return this.unbind()
  }

  /** @param {{ id: string, trigger: string }} detail */
  #changed (detail) {
    this.#bound = { ...this.#bound, trigger: detail.trigger }
    this.dispatchEvent(new CustomEvent('change', { detail }))
  }
}

/**
 * Bind several shortcuts at once, so that the desktop asks the person once.
 * @param {Wanted[]} shortcuts
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<Shortcut[]>} rejects as `bind` does; none is bound then
 */
export async function bindAll (shortcuts, options) {
  const { shortcuts: bound } = await ask('shortcuts.bind', { shortcuts: JSON.stringify(shortcuts) }, options)
  return bound.map((/** @type {Bound} */ each) => new Shortcut(each))
}

/**
 * Bind a shortcut.
 * @param {Wanted & { signal?: AbortSignal }} wanted
 * @returns {Promise<Shortcut>} rejects with an error of code `ERR_KEYS_TAKEN` where another program has the keys, with
 *   a NotAllowedError where the person declined, and with a NotSupportedError where no program may have keys
 */
export async function bind ({ signal, ...wanted }) {
  const [shortcut] = await bindAll([wanted], { signal })
  return shortcut
}

/**
 * Hear of a shortcut, by its keys or by a command that the person bound in the settings of the desktop.
 * @param {string} id
 * @param {{ press?: (used: Used) => any, release?: (used: Used) => any, change?: (changed: { id: string, trigger: string }) => any }} handlers
 * @returns {() => void} takes the handlers away
 */
export function listen (id, handlers) {
  const all = Object.entries(handlers).map(([name, handler]) => {
    const heard = (/** @type {any} */ { detail }) => {
      if (detail.id === id) /** @type {any} */ (handler)(detail)
    }
    return [`shortcut${name}`, heard]
  })
  for (const [name, heard] of all) globalThis.addEventListener(/** @type {any} */ (name), /** @type {any} */ (heard))
  return () => {
    for (const [name, heard] of all) globalThis.removeEventListener(/** @type {any} */ (name), /** @type {any} */ (heard))
  }
}

/** @returns {Promise<Bound[]>} the shortcuts of the app */
export async function list () {
  return (await ask('shortcuts.list')).shortcuts
}

/**
 * Show the person the desktop's settings of the app's shortcuts.
 * @returns {Promise<void>} rejects with a NotSupportedError where there are none
 */
export async function configure () {
  await ask('shortcuts.configure')
}
