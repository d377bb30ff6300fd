/*
 * Event streams of the app's own documents and workers carry the mark in the fragment of their address.
 *
 * A fragment shows to scripts of its document, so documents of other origins have none: their streams are told from
 * the app's by the Origin that WebKitGTK sends.
 */
(function (engine) {
  const { origin, fragment, resolve } = engine
  if (globalThis.EventSource === undefined || String(globalThis.origin) !== origin) return
  const written = new WeakMap()

  class EventSource extends globalThis.EventSource {
    constructor (url, init) {
      const address = resolve(`${url}`)
      super(address === '' ? url : `${address.replace(/#.*$/s, '')}${fragment()}`, init)
      if (address !== '') written.set(this, address)
    }

    get url () {
      return written.get(this) ?? super.url
    }
  }

  Object.defineProperty(globalThis, 'EventSource', { value: EventSource, writable: true, configurable: true })
})
