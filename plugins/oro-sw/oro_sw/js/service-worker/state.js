/**
 * The states a worker is in, in their order (Service Workers 1, section 2.1).
 * @module
 */

export const PARSED = 'parsed'
export const INSTALLING = 'installing'
export const INSTALLED = 'installed'
export const ACTIVATING = 'activating'
export const ACTIVATED = 'activated'
export const REDUNDANT = 'redundant'

/** Every state; a worker only moves on. */
export const states = Object.freeze([PARSED, INSTALLING, INSTALLED, ACTIVATING, ACTIVATED, REDUNDANT])
export default states
