/**
 * Checks of what `vm` is given.
 * @module
 */

import { NotImplementedError } from '../../base/errors.js'
import { invalidArgType, invalidArgValue, nodeError, outOfRange } from '../../base/errors/node.js'

/** Options an engine offers pages no means for: to leave them out of account would be a lie. */
const REFUSED = ['timeout', 'breakOnSigint', 'microtaskMode']
const TYPES = {
  filename: 'string', name: 'string', origin: 'string', contextName: 'string', contextOrigin: 'string', lineOffset: 'number', columnOffset: 'number', timeout: 'number',
  displayErrors: 'boolean', breakOnSigint: 'boolean', produceCachedData: 'boolean', codeGeneration: 'object', contextCodeGeneration: 'object'
}
const LOADER = Symbol('vm_dynamic_import_main_context_default')

export const constants = Object.freeze(Object.assign(Object.create(null), {
  USE_MAIN_CONTEXT_DEFAULT_LOADER: LOADER,
  DONT_CONTEXTIFY: Symbol('vm_context_no_contextify')
}))

/**
 * @typedef {object} ScriptOptions
 * @property {string} [filename] shown in stacks, where an engine shows that of code which is no script
 * @property {number} [lineOffset] lines before the first
 * @property {number} [columnOffset]
 * @property {any} [importModuleDynamically] refused for code that has `import()`
 * @property {ArrayBufferView} [cachedData] rejected
 * @property {boolean} [produceCachedData]
 */

/**
 * @param {any} options or a file name
 * @param {string} feature for the error
 * @returns {Record<string, any>}
 */
export function checkedOptions (options, feature) {
  if (options === undefined) return {}
  if (typeof options === 'string') return { filename: options }
  if (options === null || typeof options !== 'object') throw invalidArgType('options', 'of type object', options)
  for (const [name, type] of Object.entries(TYPES)) {
    if (options[name] !== undefined && typeof options[name] !== type) throw invalidArgType(`options.${name}`, `of type ${type}`, options[name])
  }
  checkNumbers(options)
  const { importModuleDynamically: load } = options
  if (load !== undefined && load !== LOADER && typeof load !== 'function') throw invalidArgType('options.importModuleDynamically', 'of type function', load)
  if (options.cachedData !== undefined && !ArrayBuffer.isView(options.cachedData)) {
    throw invalidArgType('options.cachedData', 'an instance of Buffer, TypedArray, or DataView', options.cachedData)
  }
  for (const name of REFUSED) {
    if (options[name]) throw new NotImplementedError(`${feature} with the option ${name}`)
  }
  const generation = options.codeGeneration ?? options.contextCodeGeneration
  for (const name of ['strings', 'wasm']) {
    if (generation?.[name] !== undefined && typeof generation[name] !== 'boolean') throw invalidArgType(`options.codeGeneration.${name}`, 'of type boolean', generation[name])
  }
  if (generation?.strings === false || generation?.wasm === false) throw new NotImplementedError(`${feature} with the option codeGeneration`)
  return options
}

/** @param {Record<string, any>} options */
function checkNumbers (options) {
  for (const name of ['lineOffset', 'columnOffset', 'timeout']) {
    if (options[name] !== undefined && !Number.isInteger(options[name])) throw outOfRange(`options.${name}`, 'an integer', options[name])
  }
  if (options.timeout < 1) throw outOfRange('options.timeout', '>= 1 && <= 4294967295', options.timeout)
  const { microtaskMode } = options
  if (microtaskMode !== undefined && microtaskMode !== 'afterEvaluate') throw invalidArgValue('options.microtaskMode', microtaskMode, "must be one of: 'afterEvaluate', undefined")
}

/**
 * Code that asks for modules cannot be given those of a function; other code never calls it.
 * @param {string} code
 * @param {any} load `importModuleDynamically`
 * @param {string} feature for the error
 */
export function checkImports (code, load, feature) {
  if (typeof load === 'function' && /\bimport\s*\(/.test(code)) throw new NotImplementedError(`${feature} with import() and the option importModuleDynamically`)
}

/** @param {any} value @param {string} name */
export function checkedObject (value, name) {
  if (value === null || (typeof value !== 'object' && typeof value !== 'function')) throw invalidArgType(name, 'of type object', value)
  return value
}

/** @param {any} value @param {string} name @param {string} expected */
export function noContext (value, name, expected) {
  const received = invalidArgType(name, expected, value)
  return nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', received.message)
}
