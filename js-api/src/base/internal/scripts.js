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

/** @type {WeakMap<object, any>} */
const opened = new WeakMap()

/**
 * @param {any} namespace of a module whose default export is the module itself
 * @returns {any} the same with a default export whose members may be replaced, once all of them are there; like that
 *   of Node's modules, it has no member `default`
 */
export function open (namespace) {
  const known = opened.get(namespace.default)
  if (known) return known
  const names = Object.keys(namespace).filter((name) => name !== 'default')
  try {
    const members = Object.fromEntries(names.map((name) => [name, namespace[name]]))
    if (Object.values(members).includes(undefined)) return namespace
    const made = Object.create(namespace, { default: { value: members, enumerable: true } })
    opened.set(namespace.default, made)
    return made
  } catch {
    // Modules that import each other: this one is still being run.
    return namespace
  }
}

/** @type {(() => void)[]} */
const followers = []

/**
 * Have the exports of a module follow what is put into its default export, when `synchronise()` is called.
 * @param {any} source the default export
 * @param {Record<string, (value: any) => void>} setters by the name of an export
 */
export function follow (source, setters) {
  const valueOf = (/** @type {string} */ name) => Object.getOwnPropertyDescriptor(Object(source), name)?.value
  const known = Object.fromEntries(Object.keys(setters).map((name) => [name, valueOf(name)]))
  followers.push(() => {
    for (const [name, set] of Object.entries(setters)) {
      const value = valueOf(name)
      if (value === known[name]) continue
      known[name] = value
      set(value)
    }
  })
}

/** Have imports of modules give what was put into their default exports. */
export function synchronise () {
  for (const update of followers) update()
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
