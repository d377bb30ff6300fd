// Runs at the start of every document in WebView2, where our schemes are addresses under `.localhost` (edge/url.py).
// Pages go on writing `ipc://…` and `oro://…`; what they hand to the engine is translated here.
(function (options) {
  'use strict'
  const schemes = new Set(options.schemes)

  function toEngine (url) {
    const match = /^[\x00-\x20]*([a-z][a-z0-9+.-]*):(\/\/([^/?#]*))?(.*)$/is.exec(String(url))
    if (!match || !schemes.has(match[1].toLowerCase())) return url
    const scheme = match[1].toLowerCase()
    if (!match[3]) return `https://${scheme}.localhost/${match[4].replace(/^\/+/, '')}`
    return `https://${match[3].toLowerCase()}.${scheme}.localhost${match[4]}`
  }

  function define (target, name, value) {
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true })
  }

  const { fetch, Request, EventSource, Worker, SharedWorker } = globalThis
  define(globalThis, 'fetch', function (input, init) {
    return fetch.call(globalThis, input instanceof Request ? input : toEngine(input), init)
  })
  define(globalThis, 'Request', class extends Request {
    constructor (input, init) { super(input instanceof Request ? input : toEngine(input), init) }
  })
  for (const [name, Native] of Object.entries({ EventSource, Worker, SharedWorker })) {
    if (!Native) continue
    const Wrapped = class extends Native {
      constructor (url, options) { super(toEngine(url), options) }
    }
    Object.defineProperty(Wrapped, 'name', { value: name })
    define(globalThis, name, Wrapped)
  }
  const { open } = XMLHttpRequest.prototype
  define(XMLHttpRequest.prototype, 'open', function (method, url, ...rest) {
    return open.call(this, method, toEngine(url), ...(rest.length ? rest : [true]))
  })
  for (const [type, name] of [
    [HTMLImageElement, 'src'], [HTMLMediaElement, 'src'], [HTMLScriptElement, 'src'], [HTMLIFrameElement, 'src'],
    [HTMLLinkElement, 'href'], [HTMLAnchorElement, 'href'], [HTMLSourceElement, 'src']
  ]) {
    const native = Object.getOwnPropertyDescriptor(type.prototype, name)
    Object.defineProperty(type.prototype, name, { ...native, set (url) { native.set.call(this, toEngine(url)) } })
  }

  const channel = globalThis.chrome?.webview
  if (!channel) return
  const post = channel.postMessage.bind(channel)
  for (const level of ['log', 'info', 'warn', 'error', 'debug']) {
    const native = console[level]
    console[level] = {
      [level] (...parts) {
        native.apply(console, parts)
        try { post({ oroConsole: level, text: parts.map(String).join(' ').slice(0, 65536) }) } catch {}
      }
    }[level]
  }
})
