/**
 * A promise that is settled from outside.
 * @module
 */

/** Emits `resolve` with its value in `data`, or `reject` with its `error`, once. */
export class Deferred extends EventTarget {
  #settle
  /** @type {Promise<any>} */
  #promise

  /** @param {Promise<any>} [promise] one to follow */
  constructor (promise) {
    super()
    /** @type {{ resolve: (value: any) => void, reject: (error: any) => void }} */
    let settle = { resolve () {}, reject () {} }
    this.#promise = new Promise((resolve, reject) => { settle = { resolve, reject } })
    this.#settle = settle
    this.#promise.then(
      (data) => this.dispatchEvent(new MessageEvent('resolve', { data })),
      (error) => this.dispatchEvent(Object.assign(new Event('reject'), { error }))
    )
    promise?.then((value) => this.resolve(value), (error) => this.reject(error))
  }

  get promise () { return this.#promise }
  /** @param {any} [value] */
  resolve (value) { this.#settle.resolve(value) }
  /** @param {any} [error] */
  reject (error) { this.#settle.reject(error) }
  /** @param {(value: any) => any} [onValue] @param {(error: any) => any} [onError] @returns {Promise<any>} */
  then (onValue, onError) { return this.#promise.then(onValue, onError) }
  /** @param {any} onError @returns {Promise<any>} */
  catch (onError) { return this.#promise.catch(onError) }
  /** @param {any} fn @returns {Promise<any>} */
  finally (fn) { return this.#promise.finally(fn) }
  get [Symbol.toStringTag] () { return 'Deferred' }
}

export default Deferred
