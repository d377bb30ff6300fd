// Runs at the start of every document and worker of the app in a browser, where `ipc:` and `oro:` are paths of one
// HTTP server. Pages go on writing `ipc://…` and `oro://…`; what they hand to the browser is translated here.
(function (bundle, token) {
  'use strict'
  const scope = globalThis
  if (scope.location.origin === 'null' || Object.hasOwn(scope, Symbol.for('oro.browser'))) return
  Object.defineProperty(scope, Symbol.for('oro.browser'), { value: true })
  const here = scope.location.origin
  const own = 'oro:' + `//${bundle}`

  function toBrowser (url) {
    const text = String(url)
    if (/^ipc:\/\//i.test(text)) {
      const [, route, query] = /^ipc:\/\/([^/?#]*)\/?(.*)$/is.exec(text)
      return `${here}/.oro/ipc/${token}/${route}${query}`
    }
    return text === own || text.startsWith(`${own}/`) ? here + text.slice(own.length) : url
  }

  /** Not every browser takes paths and addresses of `http:` for its WebSockets. */
  function toSocket (url) {
    try {
      return new URL(toBrowser(url), scope.document?.baseURI ?? here).href.replace(/^http/, 'ws')
    } catch {
      return url
    }
  }

  function define (target, name, value) {
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true })
  }

  /** The app has begun anew: a page of the run before has to as well. */
  function heed (response) {
    if (response.headers.has('x-oro-outdated') && scope.top === scope) scope.location.reload()
    return response
  }

  const { fetch, Request, EventSource, Worker, SharedWorker } = scope
  define(scope, 'Request', class extends Request {
    constructor (input, init) { super(input instanceof Request ? input : toBrowser(input), init) }
  })
  define(scope, 'fetch', function (input, init) {
    return fetch.call(scope, input instanceof Request ? input : toBrowser(input), init).then(heed)
  })
  for (const [name, Native] of Object.entries({ EventSource, Worker, SharedWorker })) {
    if (!Native) continue
    define(scope, name, { [name]: class extends Native { constructor (url, options) { super(toBrowser(url), options) } } }[name])
  }
  const { WebSocket } = scope
  define(scope, 'WebSocket', class extends WebSocket {
    constructor (url, protocols = []) { super(toSocket(url), protocols) }
  })
  const { open } = scope.XMLHttpRequest.prototype
  define(scope.XMLHttpRequest.prototype, 'open', function (method, url, ...rest) {
    open.call(this, method, toBrowser(url), ...(rest.length ? rest : [true]))
  })
  if (typeof HTMLElement === 'undefined') return
  for (const [type, name] of [
    [HTMLImageElement, 'src'], [HTMLMediaElement, 'src'], [HTMLScriptElement, 'src'], [HTMLIFrameElement, 'src'],
    [HTMLLinkElement, 'href'], [HTMLAnchorElement, 'href'], [HTMLSourceElement, 'src']
  ]) {
    const native = Object.getOwnPropertyDescriptor(type.prototype, name)
    Object.defineProperty(type.prototype, name, { ...native, set (url) { native.set.call(this, toBrowser(url)) } })
  }
  if (scope.top === scope) {
    // The host lets go of what the document before had, ahead of the first call of this one.
    const begun = new scope.XMLHttpRequest()
    begun.open('POST', `${here}/.oro/begun/${token}?url=${encodeURIComponent(scope.location.href)}`, false)
    begun.send()
  }
})
