import { request, send, sendSync, write } from './transport.js'

/** @type {Record<string, Function>} */
const METHODS = { request, send, sendSync, write }

/**
 * @typedef {object} BindingContext
 * @property {'request' | 'send' | 'sendSync' | 'write'} [default] how a call travels; `request` unless given
 */

/**
 * An object whose property chain is a route name: `createBinding('fs').stat({ path })` calls `fs.stat`.
 * A chain that ends in `request`, `send`, `sendSync` or `write` travels that way.
 * @param {string} domain first part of every route, may be empty
 * @param {BindingContext} [context]
 * @returns {any}
 */
export function createBinding (domain, context = {}) {
  return node(domain ? [domain] : [], context)
}

/**
 * @param {string[]} chain
 * @param {BindingContext} context
 * @returns {any}
 */
function node (chain, context) {
  /** @param {...any} args */
  const call = (...args) => {
    const last = chain[chain.length - 1]
    const named = chain.length > 1 && Object.hasOwn(METHODS, last)
    const method = METHODS[named ? last : context.default ?? 'request']
    return method((named ? chain.slice(0, -1) : chain).join('.'), ...args)
  }
  return new Proxy(call, {
    // A binding that is awaited, or printed, must not become a call.
    get: (_, key) => typeof key === 'symbol' || key === 'then' ? undefined : node([...chain, key], context)
  })
}
