/**
 * The working directory that relative paths of this page start from.
 * @module
 */

/** @type {string} */
let directory = globalThis.__args?.cwd ?? '/'

/** @returns {string} */
export function cwd () {
  return directory
}

/** @param {string} path absolute, which is not checked here */
export function setCwd (path) {
  directory = path
}
