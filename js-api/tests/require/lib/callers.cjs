'use strict'

/** @returns {any[]} call sites, the caller's first, as libraries take them */
function callers () {
  const before = Error.prepareStackTrace
  const target = /** @type {any} */ ({})
  Error.prepareStackTrace = (_error, sites) => sites
  Error.captureStackTrace(target, callers)
  const sites = target.stack
  Error.prepareStackTrace = before
  return sites
}

/** @returns {any[]} the same by an error of its own */
function made () {
  const before = Error.prepareStackTrace
  Error.prepareStackTrace = (_error, sites) => sites.slice(1)
  const { stack } = /** @type {any} */ (new Error('here'))
  Error.prepareStackTrace = before
  return stack
}

exports.captured = callers()[0]
exports.made = made()[0]
exports.inside = (() => callers()[0])()
exports.isError = new Error('plain') instanceof Error && new (class Own extends Error {})('own') instanceof Error && typeof new Error('plain').stack === 'string'
exports.thrown = () => { throw new Error('thrown') }
