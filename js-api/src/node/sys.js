/**
 * The old name of util.
 * @module
 */

export * from './util.js'
export { default } from './util.js'
