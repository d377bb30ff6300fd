/**
 * Tests with tests inside, hooks around these, and mocks.
 * @module
 */

import { Assertions } from './assertions.js'
import { called, formOf } from './forms.js'
import { MockTracker } from './mock.js'

/** A test that may have others in it. */
export class Nesting extends Assertions {
  /** @type {MockTracker | null} */
  #mock = null

  /** Mocks of this test: they are taken back when it ends. */
  get mock () {
    return (this.#mock ??= new MockTracker())
  }

  /** Hooks of the tests inside this one; `after` runs when this one ends. @type {Record<'before' | 'after' | 'beforeEach' | 'afterEach', ((t?: any, done?: any) => any)[]>} */
  #hooks = { before: [], after: [], beforeEach: [], afterEach: [] }
  #abort = new AbortController()
  /** @type {() => void} */
  #finish = () => {}
  /** When it has run. @type {Promise<void>} */
  finished = new Promise((resolve) => { this.#finish = resolve })

  get signal () { return this.#abort.signal }
  get fullName () { return this.name }
  /** @param {(t?: any, done?: any) => any} hook run before the first test inside this one */
  before (hook) { this.#hooks.before.push(hook) }
  /** @param {(t?: any, done?: any) => any} hook run when this test ends */
  after (hook) { this.#hooks.after.push(hook) }
  /** @param {(t?: any, done?: any) => any} hook */
  beforeEach (hook) { this.#hooks.beforeEach.push(hook) }
  /** @param {(t?: any, done?: any) => any} hook */
  afterEach (hook) { this.#hooks.afterEach.push(hook) }

  /** Run it; an error it throws is a failed assertion. */
  async run () {
    const { fn } = this
    this.fn = async () => {
      try {
        await fn(this)
      } finally {
        for (const hook of this.#hooks.after) await called(hook, this)
      }
    }
    await super.run()
    this.#mock?.reset()
    this.#abort.abort()
    this.#finish()
  }

  /**
   * Run a test inside this one; the report shows what it asserts as part of this one.
   * @overload
   * @param {string} name
   * @param {(t: this, done?: any) => any} fn
   * @returns {Promise<void>}
   *
   * @overload
   * @param {string} name
   * @param {Record<string, any>} options
   * @param {(t: this, done?: any) => any} [fn]
   * @returns {Promise<void>}
   *
   * @overload
   * @param {(t: this, done?: any) => any} fn
   * @returns {Promise<void>}
   *
   * @param {any} name left out for that of the function
   * @param {any} [options] left out, or looked at for `skip`
   * @param {(t: this, done?: any) => any} [fn] one with two parameters ends when it calls the second
   */
  async test (name, options, fn) {
    const form = formOf(name, options, fn)
    if (form.options.skip) return
    for (const hook of this.#hooks.before.splice(0)) await called(hook, this)
    const Class = /** @type {typeof Nesting} */ (this.constructor)
    const inner = new Class(`${this.name} > ${form.name}`, async (t) => {
      for (const hook of this.#hooks.beforeEach) await called(hook, t)
      t.after(async () => { for (const hook of this.#hooks.afterEach) await called(hook, t) })
      await form.fn(t)
    }, this.runner)
    await inner.run()
  }
  /**
   * The same as `test()`: what runs inside a test runs in its place.
   * @param {any} name @param {any} [options] @param {(t: this, done?: any) => any} [fn]
   */
  async only (name, options, fn) { await this.test(name, options, fn) }
}
