/**
 * The `process` that a module finds. Packages of which pages get the build for Node are to take themselves for being in Node:
 * theirs tells of no browser. All others see that they are in a page.
 * @module
 */

import { process } from '../process/process.js'
import * as files from './files.js'
import { inOrigin } from './places.js'
import { folderOf, nearestPackage } from './resolve.js'

const HIDDEN = new Set(['browser', 'type'])

/** @type {typeof process} */
const withoutBrowser = new Proxy(process, {
  get: (_, name) => HIDDEN.has(/** @type {string} */ (name)) ? undefined : bound(Reflect.get(process, name)),
  has: (_, name) => !HIDDEN.has(/** @type {string} */ (name)) && Reflect.has(process, name),
  set: (_, name, value) => Reflect.set(process, name, value)
})

/** @type {WeakMap<Function, Function>} methods by those they were made of: each is made once */
const methods = new WeakMap()

/** @param {any} value @returns {any} a method that runs on the process itself */
function bound (value) {
  if (typeof value !== 'function') return value
  const known = methods.get(value)
  if (known) return known
  const method = Object.defineProperties(value.bind(process), Object.getOwnPropertyDescriptors(value))
  methods.set(value, method)
  return method
}

/** @param {string} filename of a module */
export function processOf (filename) {
  const scope = nearestPackage(folderOf(inOrigin(filename)), files)
  const build = scope && files.build(`${scope.folder}/package.json`)
  return build?.includes('node') && !build.includes('browser') ? withoutBrowser : process
}
