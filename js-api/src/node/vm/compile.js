/**
 * Functions out of source.
 * @module
 */

import { invalidArgType } from '../../base/errors/node.js'
import { contextOf } from './context.js'
import { checkedOptions, checkImports } from './options.js'
import { ownRealm } from './realm.js'

/**
 * @param {string} code the body
 * @param {readonly string[]} [params] names
 * @param {any} [options] `parsingContext` is where it runs; `contextExtensions` are objects whose names it sees
 * @returns {any}
 * @throws {SyntaxError} it is no body of a function
 */
export function compileFunction (code, params = [], options = undefined) {
  if (typeof code !== 'string') throw invalidArgType('code', 'of type string', code)
  if (!Array.isArray(params)) throw invalidArgType('params', 'an instance of Array', params)
  for (const [index, name] of params.entries()) if (typeof name !== 'string') throw invalidArgType(`params[${index}]`, 'of type string', name)
  const { filename = '', parsingContext, contextExtensions = [], cachedData, produceCachedData, importModuleDynamically } = checkedOptions(options, 'vm.compileFunction()')
  checkImports(code, importModuleDynamically, 'vm.compileFunction()')
  if (!Array.isArray(contextExtensions)) throw invalidArgType('options.contextExtensions', 'an instance of Array', contextExtensions)
  const context = parsingContext === undefined ? null : contextOf(parsingContext)
  if (context === undefined) throw invalidArgType('options.parsingContext', 'an instance of Context', parsingContext)
  const made = /** @type {any} */ (built((context?.realm ?? ownRealm()).Function, code, params, contextExtensions, filename))
  if (cachedData !== undefined) made.cachedDataRejected = true
  if (produceCachedData) made.cachedDataProduced = false
  return Object.defineProperty(made, 'name', { value: '', configurable: true })
}

/**
 * @param {FunctionConstructor} FunctionOf of a realm
 * @param {string} code
 * @param {readonly string[]} params
 * @param {object[]} extensions
 * @param {string} filename
 */
function built (FunctionOf, code, params, extensions, filename) {
  const body = filename ? `${code}\n//# sourceURL=${filename.replace(/\s/g, encodeURIComponent)}` : code
  // It is made without the extensions in any case: so what closes the function early is found.
  const plain = new FunctionOf(...params, body)
  if (extensions.length === 0) return plain
  const names = extensions.map((_, index) => `extension${index}`)
  const scopes = names.map((name) => `with (${name})`).join(' ')
  return new FunctionOf(...names, `${scopes} return function (${params.join(',')}) {\n${body}\n}`)(...extensions)
}
