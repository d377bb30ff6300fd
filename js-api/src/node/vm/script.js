/**
 * Scripts: source that is checked once and run in any realm.
 * @module
 */

import { missing } from '../../base/internal/missing.js'
import { bareGlobal, contextFor, contextOf } from './context.js'
import { checkedObject, checkedOptions, checkImports, constants, noContext } from './options.js'
import { ownRealm } from './realm.js'

/** @typedef {import('./options.js').ScriptOptions} ScriptOptions */

/** @type {((code: string) => void) | undefined} */
let read

/**
 * Have the engine read code without running it: what it declares stays inside a function, and the first line throws.
 * @param {string} code
 * @throws {SyntaxError}
 */
function check (code) {
  read ??= /** @type {(code: string) => void} */ (new Function('code', 'eval("throw null;\\n" + code)'))
  try {
    read(code)
  } catch (error) {
    if (error !== null) throw error
  }
}

/** Source that can be run again and again. What `let`, `const` and `class` declare at its top lasts for one run. */
export class Script {
  #source

  /**
   * @param {any} code
   * @param {ScriptOptions | string} [options] or the file name
   * @throws {SyntaxError} it is no script
   */
  constructor (code, options) {
    const { filename = 'evalmachine.<anonymous>', lineOffset = 0, sourceMapURL, cachedData, produceCachedData, importModuleDynamically } = checkedOptions(options, 'vm.Script')
    const text = `${code}`.replace(/^#!.*/, '')
    check(text)
    checkImports(text, importModuleDynamically, 'vm.Script')
    this.#source = `${'\n'.repeat(Math.max(0, lineOffset))}${text}\n//# sourceURL=${filename.replace(/\s/g, encodeURIComponent)}`
    this.sourceMapURL = sourceMapURL ?? /\/\/[#@] sourceMappingURL=(\S+)\s*$/.exec(text)?.[1]
    /** No engine gives a page what it has compiled, so none takes it. @type {boolean | undefined} */
    this.cachedDataRejected = cachedData === undefined ? undefined : true
    if (produceCachedData) this.cachedDataProduced = false
  }

  /** @param {any} [options] @returns {any} what its last statement gives */
  runInThisContext (options) {
    checkedOptions(options, 'script.runInThisContext()')
    return ownRealm().evaluate(this.#source)
  }

  /** @param {any} contextifiedObject of `createContext()` @param {any} [options] @returns {any} */
  runInContext (contextifiedObject, options) {
    const context = contextOf(contextifiedObject)
    if (!context) throw noContext(contextifiedObject, 'contextifiedObject', 'an vm.Context')
    checkedOptions(options, 'script.runInContext()')
    return context.run(() => context.realm.evaluate(this.#source))
  }

  /** @param {any} [contextObject] @param {any} [options] @returns {any} */
  runInNewContext (contextObject, options) {
    return this.runInContext(createContext(contextObject, options))
  }

  createCachedData = missing('script.createCachedData()')
}

/**
 * Make an object the global variables of a realm of its own.
 * @template {any} T
 * @param {T} [contextObject] `constants.DONT_CONTEXTIFY` asks for the global object itself
 * @param {any} [options]
 * @returns {any} the same object
 */
export function createContext (contextObject, options) {
  const object = contextObject === undefined ? {} : contextObject
  if (object === constants.DONT_CONTEXTIFY) return bareGlobal()
  if (contextOf(checkedObject(object, 'object'))) return object
  checkedOptions(typeof options === 'string' ? 5 : options, 'vm.createContext()')
  contextFor(/** @type {object} */ (object))
  return object
}

/** @param {any} object @returns {boolean} whether it is one of `createContext()` */
export function isContext (object) {
  return contextOf(checkedObject(object, 'object')) !== undefined
}
