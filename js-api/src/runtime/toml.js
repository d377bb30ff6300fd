/**
 * TOML 1.0, read and written: the package smol-toml.
 *
 *     parse('[window]\nwidth = 640').window.width    // 640
 *
 * @module
 */

export * as default from './toml.js'
export { parse, stringify, TomlDate, TomlError } from '../internal/vendor/toml.js'
