/**
 * Node's domain, which it advises against: nothing in a page is in one, and making one throws.
 * @module
 */

import { missing } from '../base/internal/missing.js'

export const Domain = missing('domain.Domain')
export const create = missing('domain.create()')
export const createDomain = create
/** The domain that code runs in. @type {null} */
export const active = null
/** @type {any[]} */
export const _stack = []

export default { _stack, Domain, createDomain, create, active }
