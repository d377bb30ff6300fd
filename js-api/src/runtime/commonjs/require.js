/**
 * `require()`, made for a place.
 * @module
 */

import { Module } from '../../node/module.js'

export const { createRequire } = Module

/**
 * Resolve a specifier for a module.
 * @param {string} specifier
 * @param {Module} [from] the page, unless it is given
 * @returns {string} a path as `fs` takes it, or the name of a built-in module
 */
export function resolve (specifier, from) {
  return Module._resolveFilename(specifier, from ?? Module.main)
}

export default createRequire
