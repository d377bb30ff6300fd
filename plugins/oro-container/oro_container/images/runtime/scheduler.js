// Requests as tasks, and timers that are the host's.
//
// One thread runs all tasks, each until it waits. Whatever a task waits for comes as a frame, and frames are taken in
// the order they came, one at a time, so that no task runs twice before another that is ready has run once. The time of
// a timer passes at the host: here nothing polls, and a guest without work costs nothing.

const MOST_TIMERS = 10_000

/** A signal of a request, with the part of AbortSignal that handlers use. */
export class Signal {
  aborted = false
  reason = undefined
  #listeners = new Set()

  addEventListener(name, listener) {
    if (name !== 'abort') return
    if (this.aborted) listener({ type: 'abort' })
    else this.#listeners.add(listener)
  }

  removeEventListener(_name, listener) {
    this.#listeners.delete(listener)
  }

  throwIfAborted() {
    if (this.aborted) throw this.reason
  }

  abort(reason) {
    if (this.aborted) return
    this.aborted = true
    this.reason = reason
    for (const listener of this.#listeners) listener({ type: 'abort' })
    this.#listeners.clear()
  }
}

export class Scheduler {
  #timers = new Map()
  #last = 0
  #wake
  #tasks = new Map()

  /** @param wake asks the host to say `woken(id)` after some milliseconds. */
  constructor(wake) {
    this.#wake = wake
  }

  /** How many tasks there are. */
  get size() {
    return this.#tasks.size
  }

  /** Run a task under a number until it is done. */
  async run(id, task) {
    const signal = new Signal()
    this.#tasks.set(id, signal)
    try {
      return await task(signal)
    } finally {
      this.#tasks.delete(id)
    }
  }

  /** Tell a task that its result is not wanted any more. */
  cancel(id) {
    this.#tasks.get(id)?.abort(new Error('The client is gone'))
  }

  start(callback, pause, values = [], again = false) {
    if (typeof callback !== 'function') throw new TypeError('Cannot set a timer: it has no function to call')
    if (this.#timers.size >= MOST_TIMERS) throw new RangeError(`Cannot set a timer: there are ${MOST_TIMERS} already`)
    this.#last = this.#last === 0xffffffff ? 1 : this.#last + 1
    const every = Math.min(Math.max(Math.ceil(Number(pause) || 0), again ? 1 : 0), 0x7fffffff)
    this.#timers.set(this.#last, { callback, values, every: again ? every : -1 })
    this.#wake(this.#last, every)
    return this.#last
  }

  stop(id) {
    this.#timers.delete(id)
  }

  /** Run the callback of a timer whose time is over. */
  woken(id) {
    const timer = this.#timers.get(id)
    if (!timer) return
    if (timer.every < 0) this.#timers.delete(id)
    else this.#wake(id, timer.every)
    timer.callback(...timer.values)
  }

  /** Let every other task that is ready run first. */
  yield() {
    return new Promise((done) => this.start(done, 0))
  }

  /** Make these timers those of scripts. */
  install(scope) {
    scope.setTimeout = (callback, pause, ...values) => this.start(callback, pause, values)
    scope.setInterval = (callback, pause, ...values) => this.start(callback, pause, values, true)
    scope.setImmediate = (callback, ...values) => this.start(callback, 0, values)
    scope.clearTimeout = scope.clearInterval = scope.clearImmediate = (id) => this.stop(id)
    scope.scheduler = { yield: () => this.yield() }
  }
}
