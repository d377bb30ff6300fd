/**
 * The machine awake and asleep.
 *
 *     await using film = await awake({ display: true, reason: 'Playing a film' })
 *     on('sleep', async () => save()) // the machine waits a moment for what handlers return
 *     on('battery', ({ battery, onBattery }) => show(battery?.level, onBattery))
 *
 * What keeps the machine awake ends with `close()`, with its block, or with the page. `navigator.wakeLock` and
 * `navigator.getBattery()` do what the web says.
 * @module
 */

import { request } from 'oro:ipc'

export * as default from './power.js'

/**
 * @typedef {object} Battery all batteries together
 * @property {number} level between 0 and 1
 * @property {'unknown' | 'charging' | 'discharging' | 'empty' | 'full' | 'waiting'} state
 * @property {number | null} timeToEmpty seconds, as far as the machine can say
 * @property {number | null} timeToFull seconds
 */

/**
 * @typedef {object} Supply
 * @property {Battery | null} battery null where there is none
 * @property {boolean | null} onBattery null where the desktop does not say
 * @property {boolean | null} lidClosed null where there is no lid
 */

/** @typedef {Supply & { locked: boolean | null, idle: boolean | null, missing: string[] }} Status */
/** @typedef {'sleep' | 'wake' | 'lock' | 'unlock' | 'idle' | 'active' | 'battery' | 'shutdown' | 'released'} PowerEvent */

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

/** A hold that keeps the machine awake. */
export class Awake {
  #id
  #over = false

  /**
   * @param {string} id
   * @param {string[]} by
   */
  constructor (id, by) {
    this.#id = id
    this.by = Object.freeze([...by])
  }

  /** The name by which the event `released` tells of it. */
  get id () {
    return this.#id
  }

  /** Whether it was closed. */
  get closed () {
    return this.#over
  }

  /** Let the machine sleep again, as far as this is concerned. */
  async close () {
    if (this.#over) return
    this.#over = true
    const { err } = await request(/** @type {any} */ ('power.release'), { id: this.#id })
    if (err && err.code !== 'NOT_FOUND_ERR') throw err
  }

  [/** @type {any} */ (Symbol).asyncDispose ?? Symbol.for('Symbol.asyncDispose')] () {
    return this.close()
  }
}

/**
 * Keep the machine awake.
 * @param {object} options
 * @param {string} options.reason one line that the desktop shows to the person
 * @param {boolean} [options.sleep] whether the machine must not go to sleep by itself; true unless given
 * @param {boolean} [options.display] whether the display must stay on
 * @param {AbortSignal} [options.signal]
 * @returns {Promise<Awake>} rejects with a NotSupportedError where nothing of the desktop can do it
 */
export async function awake ({ reason, sleep = true, display = false, signal }) {
  const { id, by } = await ask('power.awake', { id: crypto.randomUUID(), reason, sleep, display }, { signal })
  return new Awake(id, by)
}

/**
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<Status>} the machine now
 */
export function status (options) {
  return ask('power.status', {}, options)
}

/** @type {Promise<Status> | null} */
let watching = null
let listeners = 0

/**
 * Hear of the machine. Before `sleep` and `shutdown` it waits for what handlers return, for a few seconds at most.
 * @param {PowerEvent} name
 * @param {(detail: any) => any} handler
 * @returns {Promise<() => void>} takes the handler away; rejects with a NotSupportedError where nothing can be told
 */
export async function on (name, handler) {
  const heard = (/** @type {any} */ event) => finish(event.detail, handler)
  globalThis.addEventListener(`power${name}`, heard)
  listeners++
  const off = () => {
    globalThis.removeEventListener(`power${name}`, heard)
    if (--listeners) return
    watching = null
    ask('power.unwatch').catch(() => {})
  }
  try {
    await (watching ??= ask('power.watch'))
  } catch (error) {
    watching = null
    globalThis.removeEventListener(`power${name}`, heard)
    listeners--
    throw error
  }
  return once(off)
}

/** @type {Map<number, Promise<any>[]>} */
const turns = new Map()

/**
 * Call a handler; once all handlers of a turn have finished, tell the machine.
 * @param {any} detail
 * @param {(detail: any) => any} handler
 */
function finish (detail, handler) {
  const work = (async () => handler(detail))()
  if (typeof detail?.turn !== 'number') return
  const known = turns.get(detail.turn)
  if (known) {
    known.push(work)
    return
  }
  const all = [work]
  turns.set(detail.turn, all)
  queueMicrotask(async () => {
    let done = 0
    while (done < all.length) done = (await Promise.allSettled([...all])).length
    turns.delete(detail.turn)
    await ask('power.ready', { turn: detail.turn })
  })
}

/** @param {() => void} work */
function once (work) {
  let over = false
  return () => {
    if (!over) work()
    over = true
  }
}
