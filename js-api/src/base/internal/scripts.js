/**
 * Modules that are in scripts, had at once. A script adds functions by path to a registry of the realm (see
 * `vendor/scripts.mjs`); a path that is not there yet is looked for in a script of its plugin, or of the framework.
 * @module
 */

import { NotImplementedError } from '../errors.js'
import { engine } from './engine.js'

const REGISTRY = Symbol.for('oro.runtime.modules')

/** @returns {Record<string, () => any>} */
function registry () {
  return Reflect.get(globalThis, REGISTRY) ?? {}
}

/** @param {string} path such as `fs.js` @returns {string} its URL */
export function address (path) {
  return `${globalThis.__args?.origin ?? globalThis.origin}/oro/${path}`
}

/**
 * @param {string} path such as `fs.js`
 * @returns {any} the module's namespace; it is run when it is first wanted
 * @throws {Error} MODULE_NOT_FOUND: no plugin that is installed has it; ERR_NOT_IMPLEMENTED: it cannot be had at once
 */
export function need (path) {
  const known = registry()
  if (!known[path]) run(`of/${path}`)
  const found = known[path]
  if (!found) throw new NotImplementedError(`A synchronous load of "${path}"`)
  return found()
}

/**
 * Say what scripts have that are not here.
 * @param {string[][]} scripts the name of each, then its modules
 */
export function later (scripts) {
  const known = registry()
  for (const [name, ...paths] of scripts) {
    for (const path of paths) {
      known[path] ??= () => {
        run(name)
        return known[path]()
      }
    }
  }
}

/**
 * Run a script of `internal/bundle`.
 * @param {string} name
 * @throws {Error} the host cannot give it, or the page's policy lets no text be run
 */
function run (name) {
  const url = address(`internal/bundle/${name}`.replace(/(\.js)?$/, '.js'))
  const request = new engine.XMLHttpRequest()
  request.open('GET', url, false)
  request.send()
  const isScript = /javascript/.test(request.getResponseHeader('content-type') ?? '')
  if (!isScript) throw new Error(`Cannot load "${url}": the host answered ${request.status}`)
  ;(0, eval)(`${request.responseText}\n//# sourceURL=${url}`)
}
