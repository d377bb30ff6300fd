/**
 * Suites and hooks as `node:test` has them, around tests that know nothing of either.
 * @module
 */

import { called } from './forms.js'

/** @typedef {(t?: any, done?: any) => any} Hook */

/** One `describe()`; the outermost has no name. */
export class Suite {
  /** @type {Record<'before' | 'after' | 'beforeEach' | 'afterEach', Hook[]>} */
  hooks = { before: [], after: [], beforeEach: [], afterEach: [] }
  #begun = false
  #waiting = 0

  /**
   * @param {string} name
   * @param {Suite | null} parent
   */
  constructor (name, parent) {
    this.name = name
    this.parent = parent
  }

  /** @returns {Suite[]} from the outermost to this one */
  get path () { return this.parent ? [...this.parent.path, this] : [this] }

  /** @param {string} name @returns {string} with the names of the suites before it */
  title (name) {
    return [...this.path.map((suite) => suite.name).filter(Boolean), name].join(' > ')
  }

  /** One test more that has to be done before `after` hooks run. */
  expect () {
    for (const suite of this.path) suite.#waiting++
  }

  /**
   * Run a test of this suite with every hook around it.
   * @param {any} t
   * @param {Hook} fn
   */
  async run (t, fn) {
    try {
      for (const suite of this.path) await suite.#begin()
      for (const suite of this.path) await each(suite.hooks.beforeEach, t)
      await fn(t)
    } finally {
      for (const suite of this.path.reverse()) await each(suite.hooks.afterEach, t)
      for (const suite of this.path.reverse()) if (--suite.#waiting === 0) await each(suite.hooks.after)
    }
  }

  async #begin () {
    if (this.#begun) return
    this.#begun = true
    await each(this.hooks.before)
  }
}

/**
 * @param {Hook[]} hooks
 * @param {any} [t]
 */
async function each (hooks, t) {
  for (const hook of hooks) await called(hook, t)
}
