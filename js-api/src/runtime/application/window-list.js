/** @typedef {import('../window/application-window.js').ApplicationWindow} ApplicationWindow */

/** Windows by their index, as an array with holes: `list[3]` is window 3. */
export class ApplicationWindowList {
  /** @type {Map<number, ApplicationWindow>} */
  #windows = new Map()

  /**
   * @param {...(Iterable<ApplicationWindow> | ApplicationWindow)} args
   * @returns {ApplicationWindowList & Record<number, ApplicationWindow>}
   */
  static from (...args) {
    const windows = args.flatMap((arg) => Symbol.iterator in arg ? [...arg] : [arg])
    return /** @type {any} */ (new this(windows))
  }

  /** @param {Iterable<ApplicationWindow>} [windows] */
  constructor (windows = []) {
    for (const window of windows) this.add(window)
  }

  /** One more than the highest index; 0 when there is no window. */
  get length () {
    return Math.max(-1, ...this.#windows.keys()) + 1
  }

  get [Symbol.toStringTag] () {
    return 'ApplicationWindowList'
  }

  [Symbol.iterator] () {
    return this.values()
  }

  /** @param {number} index */
  item (index) {
    return this.#windows.get(index)
  }

  entries () {
    return this.#sorted()[Symbol.iterator]()
  }

  keys () {
    return this.#sorted().map(([index]) => index)[Symbol.iterator]()
  }

  values () {
    return this.#sorted().map(([, window]) => window)[Symbol.iterator]()
  }

  /**
   * @param {(window: ApplicationWindow, index: number, list: ApplicationWindowList) => any} callback
   * @param {any} [thisArg]
   */
  forEach (callback, thisArg) {
    for (const [index, window] of this.#sorted()) callback.call(thisArg, window, index, this)
  }

  /** @param {ApplicationWindow} window in place of the one of its index */
  add (window) {
    this.#windows.set(window.index, window)
    Object.defineProperty(this, window.index, { value: window, configurable: true, enumerable: true })
    return this
  }

  /**
   * @param {ApplicationWindow | number} windowOrIndex
   * @returns {boolean} whether it was there
   */
  remove (windowOrIndex) {
    const index = typeof windowOrIndex === 'number' ? windowOrIndex : windowOrIndex.index
    Reflect.deleteProperty(this, index)
    return this.#windows.delete(index)
  }

  /** @param {ApplicationWindow | number} windowOrIndex */
  contains (windowOrIndex) {
    return this.#windows.has(typeof windowOrIndex === 'number' ? windowOrIndex : windowOrIndex.index)
  }

  clear () {
    for (const index of [...this.#windows.keys()]) this.remove(index)
    return this
  }

  #sorted () {
    return [...this.#windows].sort(([a], [b]) => a - b)
  }
}
