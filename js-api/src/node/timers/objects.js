/**
 * Timers as objects, around those of the page.
 * @module
 */

import { bind } from '../async_hooks/frame.js'
import { invalidArgType } from '../../base/errors/node.js'
import { hold, release } from '../../internal/keep-alive.js'
import { dispose } from '../../internal/symbols.js'

const { setTimeout: start, clearTimeout: stop, setInterval: repeat, clearInterval: stopRepeating } = globalThis
const LONGEST = 2 ** 31 - 1

/** @type {Map<number, Timeout>} */
const running = new Map()

/** The object that `setTimeout()` and `setInterval()` return. Timers keep no page open; they do keep a thread running. */
export class Timeout {
  #call
  #delay
  #repeats
  #referenced = true
  /** @type {any} */
  #id

  /**
   * @param {() => void} call
   * @param {any} delay milliseconds; what is no number, or out of range, means 1
   * @param {boolean} repeats
   */
  constructor (call, delay, repeats) {
    const number = Number(delay)
    this.#delay = number >= 1 && number <= LONGEST ? Math.trunc(number) : 1
    this.#call = call
    this.#repeats = repeats
    this.#start()
  }

  #start () {
    const call = () => {
      if (!this.#repeats) running.delete(this.#id)
      this.#call()
    }
    this.#id = this.#repeats ? repeat(call, this.#delay) : start(call, this.#delay)
    running.set(Number(this.#id), this)
    if (!this.#referenced) release(this.#id)
  }

  close () {
    const stopping = this.#repeats ? stopRepeating : stop
    stopping(this.#id)
    running.delete(Number(this.#id))
    return this
  }

  /** Begin to wait anew. */
  refresh () {
    this.close()
    this.#start()
    return this
  }

  ref () {
    this.#referenced = true
    if (running.get(Number(this.#id)) === this) hold(this.#id)
    return this
  }

  unref () {
    this.#referenced = false
    release(this.#id)
    return this
  }

  hasRef () { return this.#referenced }
  [Symbol.toPrimitive] () { return Number(this.#id) }
  [dispose] () { this.close() }
}

/** The object that `setImmediate()` returns. */
export class Immediate {
  #call
  #referenced = true
  #open = true

  /** @param {() => void} call */
  constructor (call) {
    this.#call = call
    hold(this)
    queueTask(this)
  }

  /** Call it, unless it was cleared. */
  run () {
    if (!this.#open) return
    this.close()
    this.#call()
  }

  close () {
    this.#open = false
    release(this)
    return this
  }

  ref () {
    this.#referenced = true
    if (this.#open) hold(this)
    return this
  }

  unref () {
    this.#referenced = false
    release(this)
    return this
  }

  hasRef () { return this.#referenced }
  [dispose] () { this.close() }
}

/** @type {Immediate[]} */
let waiting = []
const channel = new MessageChannel()
channel.port1.onmessage = () => {
  const batch = waiting
  waiting = []
  for (const immediate of batch) {
    try {
      immediate.run()
    } catch (error) {
      reportError(error)
    }
  }
}

release(channel.port1)

/** A message is the next task of a page; a timer of 0 waits for 1 to 4 ms. @param {Immediate} immediate */
function queueTask (immediate) {
  if (waiting.push(immediate) === 1) channel.port2.postMessage(null)
}

/**
 * @param {any} callback
 * @param {any[]} args
 * @returns {() => void}
 */
export function bound (callback, args) {
  if (typeof callback !== 'function') throw invalidArgType('callback', 'of type function', callback)
  return bind(() => { callback(...args) })
}

/** @param {any} timer an object, or the number it turns into */
export function close (timer) {
  if (timer instanceof Timeout || timer instanceof Immediate) timer.close()
  else if (timer !== undefined && timer !== null) (running.get(Number(timer)) ?? { close () { stop(Number(timer)) } }).close()
}
