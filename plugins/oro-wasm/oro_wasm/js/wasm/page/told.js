/**
 * Errors on their way from a worker to its page.
 * @module
 */

import { NotFoundError, NotSupportedError, OroError } from 'oro:errors'

/** @typedef {{ name: string, message: string }} Told */

/** @param {any} error @returns {Told} */
export function told (error) {
  return { name: error?.name ?? 'Error', message: error?.message ?? String(error) }
}

/** @param {Told} told @returns {Error} */
export function errorOf ({ name, message }) {
  const Class = [TypeError, NotFoundError, NotSupportedError].find((each) => each.name === name)
  return new (Class ?? OroError)(message)
}
