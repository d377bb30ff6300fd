/**
 * Functions that streams call in the place of what is built in: those of `options.fs`, and those a library has put
 * into the module `fs`.
 */

import { callable } from '../arguments/check.js'

/** @type {Record<string, any>} */
let shared = {}
/** @type {Record<string, any>} */
let own = {}

/** @param {Record<string, any>} fs what `require('fs')` gives */
export function share (fs) {
  shared = fs
  own = { ...fs }
}

/**
 * @param {any} options of a stream
 * @param {string[]} names of functions it needs
 * @returns {any} its own functions, if any
 */
export function chosen (options, names) {
  const { fs } = options
  if (!fs) return null
  for (const name of names) callable(fs[name], `options.fs.${name}`)
  return fs
}

/**
 * @param {any} stream
 * @param {string} name
 * @returns {any} what has the function to call; null: nothing took the place of what is built in
 */
export function replaced (stream, name) {
  if (stream.functions) return stream.functions
  return shared[name] === own[name] ? null : shared
}
