/**
 * Tells libraries that ask `crossOriginIsolated` whether they may use threads that pages of an isolated app may, where an
 * engine gives them `SharedArrayBuffer` and still answers no (docs/explanation/engines.md#isolated-pages).
 * A classic function expression that runs in pages and in workers.
 */
(/** @param {string} origin the app's own */ function (origin) {
  'use strict'
  const scope = /** @type {any} */ (globalThis)
  if (scope.crossOriginIsolated || String(scope.origin) !== origin || typeof SharedArrayBuffer !== 'function') return
  Object.defineProperty(scope, 'crossOriginIsolated', { value: true, configurable: true, enumerable: true })
})
