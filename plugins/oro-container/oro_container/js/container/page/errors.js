/**
 * Errors of the kernel as JavaScript has them.
 * @module
 */

/** @typedef {{ message: string, code?: string, path?: string | null, operation?: string | null }} Told */

/** @param {Told} told @returns {Error & { code?: string, path?: string, syscall?: string }} */
export function errorOf ({ message, code, path, operation }) {
  const error = new Error(message)
  const more = { ...(code ? { code } : {}), ...(path ? { path } : {}), ...(operation ? { syscall: operation } : {}) }
  return Object.assign(error, more)
}
