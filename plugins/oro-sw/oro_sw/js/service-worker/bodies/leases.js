/**
 * The cache entries that the host sent along with a request, so that the worker need not ask for them. They hold until
 * the host recalls them, which it does before anything changes, or until the request is answered.
 * @module
 */

import { isRequest } from '../shared/brands.js'

/** @typedef {[name: string, entry: any][]} Lease every cache in order, with what it has for the request or null */

/** @type {Map<string, Lease>} by id of the request */
const held = new Map()
/** @type {WeakMap<Request, string>} */
const ids = new WeakMap()

/**
 * @param {string} id
 * @param {Request} request
 * @param {Lease} lease
 */
export function hold (id, request, lease) {
  held.set(id, lease)
  ids.set(request, id)
}

/** @param {string} id of a request that is answered */
export function release (id) {
  held.delete(id)
}

/** Something changes. */
export function recall () {
  held.clear()
}

/** @param {string} name of a cache that is there for certain */
export function knows (name) {
  const [lease] = held.values()
  return lease !== undefined && lease.some(([each]) => each === name)
}

/**
 * @param {any} request
 * @param {{ ignoreSearch?: boolean, ignoreVary?: boolean }} [options] by which more might be found than was said
 * @returns {Lease | undefined} undefined where the host is to be asked
 */
export function leaseOf (request, { ignoreSearch = false, ignoreVary = false } = {}) {
  const id = ignoreSearch || ignoreVary || !isRequest(request) ? undefined : ids.get(request)
  return id === undefined ? undefined : held.get(id)
}
