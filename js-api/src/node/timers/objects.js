/**
 * Timers as objects, around those of the page. Their members with an underscore are Node's, and libraries use them.
 * @module
 */

import { bind } from '../async_hooks/frame.js'
import { invalidArgType } from '../../base/errors/node.js'
import { hold, release } from '../../internal/keep-alive.js'
import { dispose } from '../../internal/symbols.js'
import { asTask } from '../internal/tick.js'
import { duration } from './durations.js'

const { queueMicrotask, setTimeout: start, setInterval: repeat, clearTimeout: stop } = globalThis
const inspecting = Symbol.for('nodejs.util.inspect.custom')

/** Timers by the number they turn into, which stays the same when a timer begins anew. @type {Map<number, Timeout>} */
const known = new Map()

/** The object that `setTimeout()` and `setInterval()` return. Timers keep no page open; they do keep a thread running. */
export class Timeout {
  #run
  #referenced
  /** The engine's number of the timer, while it waits. @type {any} */
  #id
  /** The engine calls it again and again. */
  #repeats = false
  /** @type {number | undefined} */
  #number

  /**
   * @param {any} callback
   * @param {any[] | undefined} args
   * @param {any} delay milliseconds; what is no number, or out of range, means 1
   * @param {boolean} repeats
   * @param {boolean} [referenced]
   */
  constructor (callback, args, delay, repeats, referenced = true) {
    checkCallback(callback)
    this._idleTimeout = duration(delay)
    /** @type {any} */
    this._idlePrev = null
    /** @type {any} */
    this._idleNext = null
    this._idleStart = 0
    /** @type {any} */
    this._onTimeout = callback
    this._timerArgs = args?.length ? args : undefined
    /** @type {number | null} */
    this._repeat = repeats ? this._idleTimeout : null
    this._destroyed = false
    this.#referenced = referenced
    this.#run = bind(() => Reflect.apply(this._onTimeout, this, this._timerArgs ?? []))
    this.#wait()
  }

  #wait () {
    stop(this.#id)
    if (!(this._idleTimeout >= 0)) return
    this._idleStart = Math.trunc(performance.now())
    this._destroyed = false
    this.#repeats = this._repeat === this._idleTimeout
    this.#id = (this.#repeats ? repeat : start)(() => asTask(() => this.#come()), this._idleTimeout)
    if (!this.#referenced) release(this.#id)
    this.#number ??= Number(this.#id)
    known.set(this.#number, this)
  }

  /** Fire, but after immediates that were queued before its time, as in Node: an engine may take either task first. */
  #come () {
    const [next] = queue
    if (next === undefined || next.since >= this._idleStart + this._idleTimeout) return this.#fire()
    const id = this.#id
    const turn = {}
    if (this.#referenced) hold(turn)
    enqueue(() => {
      release(turn)
      if (this.#id === id) this.#fire()
    })
  }

  #fire () {
    if (!this.#repeats) this.#id = undefined
    try {
      if (this._onTimeout) this.#run()
    } finally {
      if (!this._repeat || this._idleTimeout === -1) {
        if (this.#repeats || this.#id === undefined) this.#end()
      } else if (!this.#repeats || this._repeat !== this._idleTimeout) {
        this._idleTimeout = this._repeat
        this.#wait()
      }
    }
  }

  #end () {
    stop(this.#id)
    this.#id = undefined
    this._destroyed = true
    if (this.#number !== undefined) known.delete(this.#number)
  }

  close () {
    this._onTimeout = null
    this._idleTimeout = -1
    this.#end()
    return this
  }

  /** Begin to wait anew. */
  refresh () {
    this.#wait()
    return this
  }

  ref () {
    this.#referenced = true
    if (this.#id !== undefined) hold(this.#id)
    return this
  }

  unref () {
    this.#referenced = false
    release(this.#id)
    return this
  }

  hasRef () { return this.#referenced }
  [Symbol.toPrimitive] () { return this.#number }
  [dispose] () { this.close() }

  /** @param {number} _depth @param {any} options @param {(value: any, options: any) => string} inspect */
  [inspecting] (_depth, options, inspect) { return inspect(this, { ...options, depth: 0, customInspect: false }) }
}

/** The object that `setImmediate()` returns. */
export class Immediate {
  #referenced = true

  /**
   * @param {any} callback
   * @param {any[]} [args]
   * @param {boolean} [referenced]
   */
  constructor (callback, args, referenced = true) {
    checkCallback(callback)
    /** @type {any} */
    this._idleNext = null
    /** @type {any} */
    this._idlePrev = null
    /** @type {any} */
    this._onImmediate = callback
    this._argv = args?.length ? args : undefined
    this._destroyed = false
    this.#referenced = referenced
    if (referenced) hold(this)
    const call = bind(() => Reflect.apply(this._onImmediate, this, this._argv ?? []))
    enqueue(() => {
      if (this._destroyed) return
      this._destroyed = true
      release(this)
      call()
    })
  }

  ref () {
    if (!this._destroyed) hold(this)
    this.#referenced = true
    return this
  }

  unref () {
    this.#referenced = false
    release(this)
    return this
  }

  hasRef () { return this.#referenced && !this._destroyed }
  [dispose] () { clearImmediate(this) }
}

/**
 * A message is the next task of a page, while a timer of 0 waits for 1 to 4 ms; one message for each, so that promise jobs
 * run between two.
 * @type {{ since: number, run: () => void }[]}
 */
const queue = []
const channel = new MessageChannel()
channel.port1.onmessage = () => asTask(() => queue.shift()?.run())
release(channel.port1)

/** @param {() => void} run as a task of its own; it waits since the end of the present one */
function enqueue (run) {
  const waiting = { since: Infinity, run }
  queueMicrotask(() => { waiting.since = performance.now() })
  queue.push(waiting)
  channel.port2.postMessage(null)
}

/** @param {any} callback */
function checkCallback (callback) {
  if (typeof callback !== 'function') throw invalidArgType('callback', 'of type function', callback)
}

/** @param {any} timer an object, or the number or text it turns into; a number of the page's own timers too */
export function clearTimeout (timer) {
  if (timer instanceof Timeout) timer.close()
  else if (typeof timer === 'number' || typeof timer === 'string') (known.get(Number(timer)) ?? { close () { stop(Number(timer)) } }).close()
}

/** @param {any} immediate */
export function clearImmediate (immediate) {
  if (!(immediate instanceof Immediate) || immediate._destroyed) return
  immediate._destroyed = true
  immediate._onImmediate = null
  release(immediate)
}
