/**
 * Timers and a clock that go on only when a test says so. They replace those of the global object; what was imported
 * from `oro:timers` stays real.
 * @module
 */

import { invalidArgType, invalidArgValue, invalidState } from '../../base/errors/node.js'

/** @typedef {'setTimeout' | 'setInterval' | 'setImmediate' | 'Date'} Api */
/** @typedef {{ id: number, runAt: number, interval: number | null, callback: (...args: any[]) => any, args: any[] }} Entry */

/** @type {Api[]} */
const APIS = ['setInterval', 'setTimeout', 'setImmediate', 'Date']
const scope = /** @type {any} */ (globalThis)

/** The object that a mocked `setTimeout()` returns. */
class Timer {
  /** @param {number} id */
  constructor (id) { this.id = id }
  ref () { return this }
  unref () { return this }
  hasRef () { return true }
}

/** The clock of `mock.timers`. */
export class MockTimers {
  /** @type {Entry[]} */
  #entries = []
  /** @type {Map<string, PropertyDescriptor | undefined>} */
  #originals = new Map()
  #enabled = false
  #now = 0
  #last = 0

  /** @param {{ apis?: Api[], now?: number | Date }} [options] what to replace, all by default, and where the clock stands */
  enable (options = {}) {
    const { apis = APIS, now = 0 } = options
    if (this.#enabled) throw invalidState('MockTimers is already enabled!')
    if (!Array.isArray(apis)) throw invalidArgType('options.apis', 'an instance of Array', apis)
    for (const api of apis) if (!APIS.includes(api)) throw invalidArgValue('options.apis', api, `option ${api} is not supported`)
    const time = now instanceof Date ? now.getTime() : now
    positive(time)
    this.#now = time
    this.#enabled = true
    for (const api of apis) for (const [name, value] of Object.entries(this.#replacements(api))) this.#replace(name, value)
  }

  /** Let time pass, and run what is due by then. @param {number} [milliseconds] */
  tick (milliseconds = 1) {
    this.#check()
    positive(milliseconds)
    this.#now += milliseconds
    for (let next = this.#first(); next && next.runAt <= this.#now; next = this.#first()) {
      if (next.interval === null) this.#remove(next.id)
      else next.runAt += next.interval
      next.callback(...next.args)
    }
  }

  /** Set the clock; nothing runs for that. @param {number} [milliseconds] */
  setTime (milliseconds = 0) {
    this.#check()
    positive(milliseconds)
    this.#now = milliseconds
  }

  /** Let time pass until the last timer there is now. */
  runAll () {
    this.#check()
    const last = this.#entries.at(-1)
    if (last) this.tick(Math.max(0, last.runAt - this.#now))
  }

  /** Bring the real ones back; what waited is forgotten. */
  reset () {
    for (const [name, descriptor] of this.#originals) {
      if (descriptor) Object.defineProperty(scope, name, descriptor)
      else delete scope[name]
    }
    this.#originals.clear()
    this.#entries = []
    this.#enabled = false
    this.#now = 0
  }

  [Symbol.dispose ?? Symbol.for('Symbol.dispose')] () { this.reset() }

  /** @param {Api} api @returns {Record<string, any>} */
  #replacements (api) {
    const clear = (/** @type {any} */ timer) => { if (timer) this.#remove(timer.id ?? timer) }
    switch (api) {
      case 'setTimeout': return { setTimeout: this.#setter((delay) => this.#now + delay, false), clearTimeout: clear }
      case 'setInterval': return { setInterval: this.#setter((delay) => this.#now + delay, true), clearInterval: clear }
      case 'setImmediate': {
        const set = this.#setter(() => -1, false)
        return { setImmediate: (/** @type {any} */ callback, /** @type {any[]} */ ...args) => set(callback, 0, ...args), clearImmediate: clear }
      }
      default: return { Date: dateOf(() => this.#now) }
    }
  }

  /**
   * @param {(delay: number) => number} when
   * @param {boolean} again
   */
  #setter (when, again) {
    return (/** @type {(...args: any[]) => any} */ callback, /** @type {any} */ delay = 1, /** @type {any[]} */ ...args) => {
      if (typeof callback !== 'function') throw invalidArgType('callback', 'of type function', callback)
      const wait = Number(delay) >= 0 ? Number(delay) : 1
      this.#insert({ id: ++this.#last, runAt: when(wait), interval: again ? Math.max(1, wait) : null, callback, args })
      return new Timer(this.#last)
    }
  }

  #first () {
    return this.#entries.sort((a, b) => a.runAt - b.runAt || a.id - b.id)[0]
  }

  /** @param {Entry} entry */
  #insert (entry) {
    this.#entries.push(entry)
    this.#first()
  }

  /** @param {number} id */
  #remove (id) {
    this.#entries = this.#entries.filter((entry) => entry.id !== id)
  }

  /** @param {string} name @param {any} value */
  #replace (name, value) {
    this.#originals.set(name, Object.getOwnPropertyDescriptor(scope, name))
    Object.defineProperty(scope, name, { value, configurable: true, writable: true, enumerable: name !== 'Date' })
  }

  #check () {
    if (!this.#enabled) throw invalidState('You should enable MockTimers first by calling the .enable function')
  }
}

/** @param {any} time */
function positive (time) {
  if (!(typeof time === 'number' && time >= 0)) throw invalidArgValue('time', 'positive integer', time)
}

/** @param {() => number} now */
function dateOf (now) {
  const Real = scope.Date
  return new Proxy(Real, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length ? args : [now()], newTarget),
    apply: () => new Real(now()).toString(),
    get: (target, name) => name === 'now' ? now : name === 'isMock' ? true : Reflect.get(target, name)
  })
}
