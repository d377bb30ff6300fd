/**
 * The things that keep a program alive, as timers and servers do in Node.
 * @module
 */

/** A timer as Node has them. */
class Timeout {
  #alive
  #start
  #stop
  /** @type {any} */
  #id
  /** @type {(() => void) | null} */
  #release = null
  #wanted = true

  /** @param {Alive} alive @param {(call: () => void) => any} start @param {(id: any) => void} stop @param {() => void} call @param {boolean} once */
  constructor (alive, start, stop, call, once) {
    this.#alive = alive
    this.#stop = stop
    this.#start = () => start(() => {
      if (once) this.#settle()
      call()
    })
    this.refresh()
  }

  refresh () {
    this.#stop(this.#id)
    this.#id = this.#start()
    if (this.#wanted) this.#release ??= this.#alive.hold()
    return this
  }

  ref () {
    this.#wanted = true
    if (this.#id !== undefined) this.#release ??= this.#alive.hold()
    return this
  }

  unref () {
    this.#wanted = false
    this.#settle()
    return this
  }

  hasRef () { return this.#release !== null }

  close () {
    this.#stop(this.#id)
    this.#id = undefined
    this.#settle()
    return this
  }

  #settle () {
    this.#release?.()
    this.#release = null
  }

  [Symbol.toPrimitive] () { return this.#id }

  [Symbol.dispose ?? Symbol.for('dispose')] () { this.close() }
}

export class Alive {
  #count = 0
  #idle
  #later = globalThis.setTimeout.bind(globalThis)
  #checking = false

  /** @param {() => void} idle called when nothing keeps the program alive */
  constructor (idle) {
    this.#idle = idle
  }

  /** Keep it alive. @returns {() => void} ends that */
  hold () {
    this.#count++
    let held = true
    return () => {
      if (!held) return
      held = false
      if (--this.#count === 0) this.#look()
    }
  }

  /** @template T @param {Promise<T>} promise @returns {Promise<T>} */
  until (promise) {
    const release = this.hold()
    promise.then(release, release)
    return promise
  }

  /** Call if nothing keeps it alive. @param {() => void} call */
  check (call) {
    if (!this.#count) call()
  }

  /** Have timers and what answers later keep it alive. @param {typeof globalThis.fetch} fetch of the program */
  watchGlobals (fetch) {
    const scope = /** @type {any} */ (globalThis)
    scope.fetch = fetch
    const { setTimeout, setInterval, clearTimeout, MessageChannel } = scope
    const timer = (/** @type {any} */ native, /** @type {boolean} */ once) => (/** @type {any} */ call, /** @type {number} */ ms = 1, /** @type {any[]} */ ...args) => {
      if (typeof call !== 'function') throw Object.assign(new TypeError('The "callback" argument must be of type function.'), { code: 'ERR_INVALID_ARG_TYPE' })
      return new Timeout(this, (run) => native.call(scope, run, ms), (id) => { if (id !== undefined) clearTimeout.call(scope, id) }, () => call(...args), once)
    }
    const clear = (/** @type {any} */ given) => {
      if (given instanceof Timeout) given.close()
      else if (given !== undefined && given !== null) clearTimeout.call(scope, given)
    }
    scope.setTimeout = timer(setTimeout, true)
    scope.setInterval = timer(setInterval, false)
    scope.clearTimeout = scope.clearInterval = clear
    const immediates = new MessageChannel()
    /** @type {Map<number, () => void>} */
    const due = new Map()
    let last = 0
    immediates.port1.onmessage = (/** @type {MessageEvent} */ { data }) => {
      const call = due.get(data)
      due.delete(data)
      call?.()
    }
    const start = (/** @type {() => void} */ run) => {
      due.set(++last, run)
      immediates.port2.postMessage(last)
      return last
    }
    scope.setImmediate = (/** @type {any} */ call, /** @type {any[]} */ ...args) => new Timeout(this, start, (id) => { due.delete(id) }, () => call(...args), true)
    scope.clearImmediate = clear
    this.#hold(scope, ['fetch'])
    this.#hold(scope.WebAssembly, ['compile', 'instantiate', 'compileStreaming', 'instantiateStreaming'])
    if (scope.SubtleCrypto) this.#hold(scope.SubtleCrypto.prototype, Object.keys(scope.SubtleCrypto.prototype))
  }

  /** @param {any} object @param {string[]} names of functions that answer later */
  #hold (object, names) {
    for (const name of names) {
      const native = object[name]
      if (typeof native !== 'function') continue
      const alive = this
      object[name] = function (/** @type {any[]} */ ...args) { return alive.until(Promise.resolve(native.apply(this === undefined ? globalThis : this, args))) }
    }
  }

  #look () {
    if (this.#checking) return
    this.#checking = true
    // After jobs and messages that wait, for they may begin something, and after a rejection that no one handles is told.
    this.#later(() => this.#later(() => {
      this.#checking = false
      if (!this.#count) this.#idle()
    }, 0), 0)
  }
}
