/**
 * Node's vm: code in the page's own realm, and in realms of its own. These are no walls: code there can do what the
 * page can. Workers run code in their own realm only.
 * @module
 */

import { invalidArgType } from '../base/errors/node.js'
import { missing } from '../base/internal/missing.js'
import { compileFunction } from './vm/compile.js'
import { contextOf } from './vm/context.js'
import { constants } from './vm/options.js'
import { createContext, isContext, Script } from './vm/script.js'

export { compileFunction, constants, createContext, isContext, Script }

/** @param {string} code @param {any} [options] @returns {any} what its last statement gives */
export function runInThisContext (code, options) {
  return new Script(code, options).runInThisContext(more(options))
}

/** @param {string} code @param {any} contextifiedObject @param {any} [options] @returns {any} */
export function runInContext (code, contextifiedObject, options) {
  if (!contextOf(contextifiedObject)) throw invalidArgType('contextifiedObject', 'an vm.Context', contextifiedObject)
  return new Script(code, options).runInContext(contextifiedObject, more(options))
}

/** @param {string} code @param {any} [contextObject] @param {any} [options] @returns {any} */
export function runInNewContext (code, contextObject, options) {
  const { contextName: name, contextOrigin: origin, contextCodeGeneration: codeGeneration } = more(options) ?? {}
  return runInContext(code, createContext(contextObject, { name, origin, codeGeneration }), options)
}

/** @param {string} code @param {any} [options] */
export const createScript = (code, options) => new Script(code, options)

/** @param {any} contextifiedObject @returns {any} the global object of its realm */
export const getContextWindow = (contextifiedObject) => contextOf(contextifiedObject)?.realm.global ?? null

export const measureMemory = missing('vm.measureMemory()')

/** Socket's way to hold values of a realm by reference: values are at hand here as they are. */
export const [createReference, getReference, putReference, removeReference, getTransferables, createGlobalObject, getContextWorker, terminateContextWindow, terminateContextWorker] =
  ['createReference', 'getReference', 'putReference', 'removeReference', 'getTransferables', 'createGlobalObject', 'getContextWorker', 'terminateContextWindow', 'terminateContextWorker']
    .map((name) => missing(`vm.${name}()`))

/** @param {any} options */
function more (options) {
  return typeof options === 'string' ? undefined : options
}

export default {
  compileFunction, constants, createContext, createScript, getContextWindow, isContext, measureMemory, runInContext, runInNewContext, runInThisContext,
  Script
}
