import fs from 'oro:fs/promises'
import { test } from 'oro:test'

/** @typedef {import('oro:test').Test} Test */

/** The app's own folder, as the system knows it; it goes when the test run ends. */
const root = fs.realpath(`${location.origin}/`)

/**
 * Make a test with an empty folder of its own.
 * @param {(t: Test, folder: string) => any} body
 * @returns {(t: Test) => Promise<void>}
 */
export function inFolder (body) {
  return async (t) => {
    const folder = await fs.mkdtemp(`${await root}/fs-`)
    try {
      await body(t, folder)
    } finally {
      await fs.rm(folder, { recursive: true, force: true })
    }
  }
}

/**
 * What a promise, or a function, fails with.
 * @param {any} failing
 * @returns {Promise<any>}
 */
export async function failure (failing) {
  try {
    await (typeof failing === 'function' ? failing() : failing)
  } catch (error) {
    return error
  }
  throw new Error('Cannot compare the error: there was none')
}

export { test }
