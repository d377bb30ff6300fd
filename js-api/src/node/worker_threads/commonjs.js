/**
 * CommonJS as the first code of a worker.
 * @module
 */

import { asTask } from '../internal/tick.js'
import * as files from '../module/files.js'
import { Module } from '../module/module.js'
import { placeOf } from '../module/places.js'

const EVAL = '[worker eval]'

/** @param {string} source */
export function evaluate (source) {
  const main = new Module(`/${EVAL}`)
  const globals = { require: Module.createRequire(`/${EVAL}`), module: main, exports: main.exports, __filename: EVAL, __dirname: '.' }
  for (const [name, value] of Object.entries(globals)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
  asTask(() => (0, eval)(`${source}\n//# sourceURL=${files.origin()}/${EVAL}`))
}

/** @param {string} url of a file of the app's origin */
export function load (url) {
  const path = placeOf(url)
  const main = new Module(path)
  Module._cache[path] = main
  asTask(() => main.load(path))
}
