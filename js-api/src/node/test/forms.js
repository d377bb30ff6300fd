/**
 * The ways to write a test: with a name or that of the function, with options, with a callback.
 * @module
 */

/** @typedef {{ name: string, options: any, fn: (t: any) => any }} Form */

/**
 * @param {any} name
 * @param {any} [options]
 * @param {any} [fn]
 * @returns {Form}
 */
export function formOf (name, options, fn) {
  if (typeof name === 'function') return formOf(name.name || '<anonymous>', undefined, name)
  if (name !== null && typeof name === 'object') return formOf(options?.name || '<anonymous>', name, options)
  if (typeof options === 'function') return formOf(name, undefined, options)
  const given = fn ?? (() => {})
  return { name: String(name || given.name || '<anonymous>'), options: options ?? {}, fn: (t) => called(given, t) }
}

/**
 * Call a function that may want a callback, and wait for it.
 * @param {(...args: any[]) => any} fn
 * @param {any} [t]
 * @returns {any}
 */
export function called (fn, t) {
  if (fn.length < 2) return fn(t)
  return new Promise((resolve, reject) => {
    const result = fn(t, (/** @type {any} */ error) => error ? reject(error) : resolve(undefined))
    if (typeof result?.then === 'function') reject(new Error('passed a callback but also returned a Promise'))
  })
}
