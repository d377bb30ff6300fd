/**
 * `document.cookie` of the app's own pages, for engines keep no cookies of our scheme: those of mounted apps, which the host
 * keeps. It is read and written at once, so each use is a call that the page waits for.
 * A classic function expression that runs in pages after `preload.js`.
 */
(/** @param {string} origin of the app */ function (origin) {
  'use strict'
  const engine = /** @type {any} */ (globalThis)[Symbol.for('oro.runtime.engine')]
  if (!globalThis.isOroRuntime || !globalThis.Document || !engine || globalThis.origin !== origin) return

  /**
   * @param {'GET' | 'POST'} method
   * @param {string} verb
   * @param {Record<string, string>} params
   */
  function call (method, verb, params) {
    const xhr = new engine.XMLHttpRequest()
    xhr.open(method, `ipc://internal.cookies.${verb}/?${new URLSearchParams(params)}&__sync__=true`, false)
    xhr.send(null)
    return JSON.parse(xhr.responseText)
  }

  Object.defineProperty(Document.prototype, 'cookie', {
    get () {
      return this.defaultView ? call('GET', 'read', { page: location.pathname }).data : ''
    },
    set (text) {
      if (this.defaultView) call('POST', 'write', { page: location.pathname, text: String(text) })
    },
    enumerable: true,
    configurable: true
  })
})
