/**
 * Node's modules that need no host, from the scripts that the framework puts its modules into.
 * @module
 */

const REGISTRY = Symbol.for('oro.runtime.modules')
const SCRIPTS = ['base', 'node', 'more', 'internal.vendor.esm', 'internal.vendor.hashes']

/** @typedef {(path: string) => any} Find the namespace of a module of the framework, such as `buffer.js` */

/** @param {string} folder @returns {Promise<Find>} */
export async function loadNode (folder) {
  // One after the other: each takes what the one before has put there.
  for (const name of SCRIPTS) await import(`${folder}${name}.js`)
  const registry = Reflect.get(globalThis, REGISTRY)
  return (path) => registry[path]()
}
