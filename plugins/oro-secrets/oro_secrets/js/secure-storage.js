/**
 * A second name of `oro:secrets`: secrets of the app, in the desktop's keyring and nowhere else.
 * @module
 */

export * from './secrets.js'
export { default } from './secrets.js'
