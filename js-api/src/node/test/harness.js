/**
 * Fixtures that each test gets fresh.
 *
 *     const test = createHarness(class { async bootstrap () {} async close () {} })
 *     test('it works', async (harness, t) => { ... })
 *
 * @module
 */

import { test as plain } from '../test.js'

/** @typedef {import('./case.js').Test} Test */
/** @typedef {{ bootstrap?: () => any, close?: () => any }} Harness */
/** @typedef {new (options?: any) => Harness} HarnessClass */

/** A harness with nothing in it. */
export class BaseHarness {
  /** @param {any} [options] */
  constructor (options = {}) {
    this.options = options
  }

  async bootstrap () {}
  async close () {}
}

/**
 * Make a `test()` whose function gets a harness and the test.
 * @param {HarnessClass} Class
 */
export function createHarness (Class) {
  return wrapHarness(plain, Class)
}

/**
 * @param {{ (name: string, fn: (t: Test) => any): void, only: any, skip: any }} test
 * @param {HarnessClass} Class
 */
export function wrapHarness (test, Class) {
  /**
   * @param {(name: string, fn: (t: Test) => any) => void} add
   * @returns {(name: string, options: any, fn?: any) => void}
   */
  const wrapped = (add) => (name, options, fn) => {
    const [settings, body] = typeof options === 'function' ? [{}, options] : [options, fn]
    add(name, async (t) => {
      const harness = new Class(settings)
      await harness.bootstrap?.()
      try {
        await body(harness, t)
      } finally {
        await harness.close?.()
      }
    })
  }
  return Object.assign(wrapped(test), { only: wrapped(test.only), skip: wrapped(test.skip) })
}

export * as default from './harness.js'
