/**
 * The page, or the worker, as a CommonJS module.
 * @module
 */

import { Module } from './module.js'
import { onDisk } from './places.js'

const url = new URL(globalThis.RUNTIME_WORKER_LOCATION ?? globalThis.location?.href ?? 'file:///')
const filename = onDisk(url.pathname.endsWith('/') ? `${url.pathname}index.html` : url.pathname)

/** @returns {any} what the realm has as `module`, when that is the light one of `internal/node-globals.js` */
function light () {
  const found = /** @type {any} */ (globalThis).module
  return found?.filename === filename && Object.getPrototypeOf(found) === Object.prototype ? found : null
}

/** @returns {Module} */
function made () {
  const own = new Module(filename)
  const found = light()
  if (!found) return own
  const { exports: _, ...members } = own
  return Object.setPrototypeOf(Object.assign(found, members), Module.prototype)
}

/** The page as a module; the main one, though it has `exports` only where `oro:commonjs` is imported. */
export const module = made()
Module.main = module
/** `require()` as seen from the page. */
export const require = Module.requireOf(module)
