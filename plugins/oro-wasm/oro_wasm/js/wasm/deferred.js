/**
 * A promise, and what settles it.
 * @template T
 */
export class Deferred {
  /** @type {(value: T) => void} */
  resolve = () => {}
  /** @type {(error: any) => void} */
  reject = () => {}
  /** @type {Promise<T>} */
  promise = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }))

  constructor () {
    // Its holder may never be asked for it.
    this.promise.catch(() => {})
  }
}
