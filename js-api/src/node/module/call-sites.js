/**
 * Call sites for modules that look for their callers, as V8 gives them. Chromium's name no file of a module, so they are
 * wrapped; WebKit has none, and theirs are read off the text of a stack, where only what the engine itself loaded has a file.
 * @module
 */

import { CallSite } from './call-site.js'

/** Words of a source that looks for its callers. */
export const LOOKS = /\b(prepareStackTrace|captureStackTrace)\b/

/** The `Error` of such sources. @type {any} */
let standIn = null

/** @returns {{ Error: any }} what a source that looks for its callers sees as `Error` */
export function callSites () {
  standIn ??= own().length > 0 ? withFiles() : withCallSites()
  return { Error: standIn }
}

/** @returns {any[]} call sites of this place, where the engine has some */
function own () {
  const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace')
  Object.assign(Error, { prepareStackTrace: (/** @type {any} */ _error, /** @type {any[]} */ sites) => sites })
  const { stack } = /** @type {any} */ (new Error('here'))
  if (before) Object.defineProperty(Error, 'prepareStackTrace', before)
  else Reflect.deleteProperty(Error, 'prepareStackTrace')
  return Array.isArray(stack) ? stack : []
}

/** @type {WeakMap<Function, Function>} what modules put there, by what stands for it */
const given = new WeakMap()

/** @returns {any} an `Error` whose `prepareStackTrace()` is called with call sites that name the files of modules */
function withFiles () {
  return new Proxy(Error, {
    get (target, name) {
      const value = Reflect.get(target, name)
      return typeof value === 'function' ? given.get(value) ?? value : value
    },
    set (target, name, value) {
      if (name !== 'prepareStackTrace' || typeof value !== 'function') return Reflect.set(target, name, value)
      const told = (/** @type {any} */ error, /** @type {any[]} */ sites) => Reflect.apply(value, target, [error, sites.map(filed)])
      given.set(told, value)
      return Reflect.set(target, name, told)
    }
  })
}

/** To the engine modules are evaluated text: their call sites get the file and are of no `eval()`. @param {any} site */
function filed (site) {
  const name = site.getFileName() ? null : site.getScriptNameOrSourceURL()
  if (typeof name !== 'string' || !name.startsWith('/')) return site
  const other = /** @type {Record<string | symbol, () => any>} */ ({ getFileName: () => name, getEvalOrigin: () => undefined, isEval: () => false })
  return new Proxy(site, {
    get (target, member) {
      if (Object.hasOwn(other, member)) return other[member]
      const value = target[member]
      return typeof value === 'function' ? value.bind(target) : value
    }
  })
}

/** @returns {any} an `Error` that asks its `prepareStackTrace()` */
function withCallSites () {
  const capture = /** @type {any} */ (Error).captureStackTrace
  /** @param {any} target @param {any} error @param {boolean} [isMade] */
  const prepare = (target, error, isMade = true) => {
    const { prepareStackTrace } = target
    if (typeof prepareStackTrace !== 'function' || typeof error.stack !== 'string') return error
    const lines = error.stack.split('\n')
    // The first are of the trap by which an error is made here, and of the engine, which calls it.
    const first = isMade ? (lines[0].endsWith('@[native code]') ? 3 : 2) : 0
    const sites = lines.slice(first).map((/** @type {string} */ line) => new CallSite(line))
    return Object.defineProperty(error, 'stack', { value: prepareStackTrace(error, sites), writable: true, configurable: true })
  }
  /** @param {any} object @param {any} [above] */
  function captureStackTrace (object, above = captureStackTrace) {
    if (capture) Reflect.apply(capture, Error, [object, above])
    else object.stack = new Error('here').stack
    prepare(made, object, false)
  }
  /** @type {any} */
  const made = new Proxy(Error, {
    construct: (target, args, newTarget) => prepare(target, Reflect.construct(target, args, newTarget === made ? target : newTarget)),
    apply: (target, _self, args) => prepare(target, Reflect.construct(target, args)),
    get: (target, name) => name === 'captureStackTrace' ? captureStackTrace : Reflect.get(target, name)
  })
  return made
}
