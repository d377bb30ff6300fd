/**
 * Keys that work wherever in the window the focus is.
 *
 *     const binding = await bind('Control + k', { passive: false })
 *     addEventListener('hotkey', (event) => event.binding.id === binding.id && search())
 *
 * A modifier is `control`, `alt`, `shift`, `meta` or `CommandOrControl`. Bindings end with the page.
 * @module
 */

import { call } from './routes.js'

/** @typedef {{ id: number, hash: number, sequence: string[], expression: string }} BindingInfo */

/** A key that is bound. */
export class Binding {
  #active = true

  /** @param {BindingInfo} info */
  constructor ({ id, hash, sequence, expression }) {
    this.id = id
    this.hash = hash
    this.sequence = sequence
    this.expression = expression
  }

  get isValid () { return Boolean(this.id && this.expression) }
  get isActive () { return this.#active }

  /** @param {{ passive?: boolean }} [options] */
  async bind (options) {
    const { id, hash } = await bind(this.expression, options)
    this.id = id
    this.hash = hash
    this.#active = true
    return this
  }

  async unbind () {
    await unbind(this.id)
    this.#active = false
    return this
  }
}

/** Every bound key; event `hotkey` says that one was pressed. */
export class Bindings extends EventTarget {
  constructor () {
    super()
    globalThis.addEventListener('hotkey', (/** @type {any} */ { constructor: HotKeyEvent, data }) => this.dispatchEvent(new HotKeyEvent('hotkey', data)))
  }

  bind = bind
  unbind = unbind
  reset = reset
  getBindings = getBindings
  getMappings = getMappings
}

/**
 * @param {string} expression such as `Control + k`
 * @param {{ passive?: boolean }} [options] `passive` leaves the keys to the page, too
 */
export async function bind (expression, { passive = true } = {}) {
  return new Binding(await call('hotkey.bind()', 'window.hotkey.bind', { expression: normalizeExpression(expression), passive }))
}

/** @param {number | string} id of a binding, or its expression */
export async function unbind (id) {
  return call('hotkey.unbind()', 'window.hotkey.unbind', typeof id === 'number' ? { id } : { expression: id })
}

/** Let go of every key. */
export async function reset () {
  return call('hotkey.reset()', 'window.hotkey.reset')
}

/** @returns {Promise<Binding[]>} */
export async function getBindings () {
  return (await call('hotkey.getBindings()', 'window.hotkey.bindings')).map((/** @type {BindingInfo} */ info) => new Binding(info))
}

/** @returns {Promise<{ modifiers: Record<string, number>, keys: Record<string, number> }>} */
export async function getMappings () {
  return call('hotkey.getMappings()', 'window.hotkey.mappings')
}

/**
 * @param {string} expression
 * @returns {string} keys in lower case, joined by ` + `
 */
export function normalizeExpression (expression) {
  return String(expression).split('+').map((key) => key.trim().toLowerCase()).filter(Boolean).join(' + ')
}

const bindings = new Bindings()
export default bindings

export const addEventListener = bindings.addEventListener.bind(bindings)
export const removeEventListener = bindings.removeEventListener.bind(bindings)
