/**
 * How the engine asks the host. The preload keeps these before a script of the page can replace them, as libraries do that
 * answer for servers in tests: the framework's own requests are to reach the host all the same.
 * @module
 */

/** @typedef {{ fetch: typeof fetch, XMLHttpRequest: typeof XMLHttpRequest, WebSocket: typeof WebSocket }} Engine */

const kept = Reflect.get(globalThis, Symbol.for('oro.runtime.engine'))

/** @type {Engine} */
export const engine = kept ?? globalThis
