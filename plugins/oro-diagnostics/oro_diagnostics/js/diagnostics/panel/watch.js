/** Queries of the panel to the host, every second while it is visible. */

import { query, timings } from '../runtime.js'

const EVERY = 1000
const KEPT = 60

export class Watch {
  /** @type {any} what `diagnostics.timings` said last */
  timings = null
  /** @type {any} what `diagnostics.query` said last */
  handles = null
  /** Calls a second, the newest last. @type {number[]} */
  rates = []
  /** Share of the last second that the loop worked, 0 to 1. */
  busy = 0
  /** @type {() => void} */
  changed = () => {}
  /** @type {(error: any) => void} */
  failed = () => {}
  /** @type {any} */
  #timer = 0
  /** The question under way, or the last one. @type {Promise<void>} */
  #asking = Promise.resolve()
  /** The question that follows it. @type {Promise<void> | null} */
  #next = null
  /** @type {{ at: number, calls: number, worked: number } | null} */
  #before = null

  start () {
    if (this.#timer) return
    this.#timer = setInterval(() => this.look().catch((error) => this.failed(error)), EVERY)
  }

  stop () {
    clearInterval(this.#timer)
    this.#timer = 0
    this.#before = null
  }

  get running () {
    return this.#timer !== 0
  }

  /** Ask, once a question under way is answered: that answer may be older than what a caller has just done. */
  look () {
    this.#next ??= this.#asking.catch(() => {}).then(() => {
      this.#next = null
      this.#asking = this.#ask()
      return this.#asking
    })
    return this.#next
  }

  async #ask () {
    [this.timings, this.handles] = await Promise.all([timings(), query()])
    this.#compare()
    this.changed()
  }

  #compare () {
    const { loop, routes } = this.timings
    const calls = Object.values(routes).reduce((sum, { count }) => sum + count, 0)
    const now = { at: performance.now(), calls, worked: loop.mean * loop.count }
    const before = this.#before
    this.#before = now
    if (!before) return
    const spent = now.at - before.at
    this.rates = [...this.rates, Math.max(0, now.calls - before.calls) * 1000 / spent].slice(-KEPT)
    this.busy = Math.min(1, Math.max(0, (now.worked - before.worked) / spent))
  }

  /** The live objects of each service: its name, their number, and their kinds. @returns {{ name: string, count: number, kinds: string }[]} */
  open () {
    return Object.entries(this.handles).filter(([name, told]) => told?.handles && name !== 'childProcess' && name !== 'uv')
      .map(([name, told]) => ({ name, count: told.handles.count, kinds: kinds(told) }))
      .sort((a, b) => b.count - a.count || a.name.localeCompare(b.name))
  }
}

/** @param {Record<string, any>} told */
function kinds (told) {
  return Object.entries(told).filter(([, part]) => part?.handles).map(([kind, { handles }]) => `${handles.count} ${kind}`).join(', ')
}
