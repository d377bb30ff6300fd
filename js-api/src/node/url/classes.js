/**
 * The engine's URL and URLSearchParams with Node's errors. What they make is the engine's, so that each counts as made
 * by either.
 * @module
 */

import { nodeError } from '../../base/errors/node.js'

const { URL: EngineURL, URLSearchParams: EngineParams } = globalThis

export const URL = new Proxy(EngineURL, {
  construct (Class, args, newTarget) {
    if (args.length === 0) throw nodeError(TypeError, 'ERR_MISSING_ARGS', 'The "url" argument must be specified')
    const [input, base] = [`${args[0]}`, args[1] === undefined ? undefined : `${args[1]}`]
    try {
      return Reflect.construct(Class, base === undefined ? [input] : [input, base], newTarget)
    } catch {
      throw invalid(input, base)
    }
  }
})

export const URLSearchParams = new Proxy(EngineParams, {
  construct (Class, args, newTarget) {
    const [init] = args
    if (init === null || init === undefined) return Reflect.construct(Class, [], newTarget)
    if (typeof init === 'object' || typeof init === 'function') checkPairs(init)
    return Reflect.construct(Class, [init], newTarget)
  }
})

/**
 * @param {string} input
 * @param {string} [base]
 * @returns {TypeError} what Node says of an address that is none
 */
export function invalid (input, base) {
  return nodeError(TypeError, 'ERR_INVALID_URL', 'Invalid URL', base === undefined ? { input } : { input, base })
}

/** @param {any} init */
function checkPairs (init) {
  const method = init[Symbol.iterator]
  if (init instanceof EngineParams || method === undefined || method === null) return
  if (typeof method !== 'function') throw nodeError(TypeError, 'ERR_ARG_NOT_ITERABLE', 'Query pairs must be iterable')
  // What can be gone through once only is for the engine.
  if (!Array.isArray(init)) return
  for (const pair of init) {
    const isPair = pair !== null && (typeof pair === 'object' || typeof pair === 'function') && typeof pair[Symbol.iterator] === 'function'
    if (!isPair || Array.from(pair).length !== 2) throw nodeError(TypeError, 'ERR_INVALID_TUPLE', 'Each query pair must be an iterable [name, value] tuple')
  }
}
