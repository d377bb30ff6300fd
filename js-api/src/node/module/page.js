/**
 * The page, or the worker, as a CommonJS module.
 * @module
 */

import { Module } from './module.js'

const url = new URL(globalThis.RUNTIME_WORKER_LOCATION ?? globalThis.location?.href ?? 'file:///')
const path = decodeURIComponent(url.pathname)
const filename = path.endsWith('/') ? `${path}index.html` : path

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
