// Runs at the start of every document and worker of the app in a browser, where `ipc:` and `oro:` are paths of one
// HTTP server. Pages go on writing `ipc://…` and `oro://…`; what they hand to the browser is translated here.
(function (bundle) {
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
      return `${here}/.oro/ipc/${route}${query}`
    }
    return text === own || text.startsWith(`${own}/`) ? here + text.slice(own.length) : url
  }

  function define (target, name, value) {
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true })
  }

  const isCall = (url) => new URL(url, here).pathname.startsWith('/.oro/ipc/') && new URL(url, here).origin === here
  const { fetch, Request, EventSource, Worker, SharedWorker } = scope
  define(scope, 'Request', class extends Request {
    constructor (input, init) { super(input instanceof Request ? input : toBrowser(input), init) }
  })
  define(scope, 'fetch', function (input, init) {
    const request = new Request(input instanceof Request ? input : toBrowser(input), init)
    if (isCall(request.url)) request.headers.set('x-oro-page', '1')
    return fetch.call(scope, request)
  })
  for (const [name, Native] of Object.entries({ EventSource, Worker, SharedWorker })) {
    if (!Native) continue
    define(scope, name, { [name]: class extends Native { constructor (url, options) { super(toBrowser(url), options) } } }[name])
  }
  const { open } = scope.XMLHttpRequest.prototype
  define(scope.XMLHttpRequest.prototype, 'open', function (method, url, ...rest) {
    const target = toBrowser(url)
    open.call(this, method, target, ...(rest.length ? rest : [true]))
    if (isCall(String(target))) this.setRequestHeader('x-oro-page', '1')
  })
  if (typeof HTMLElement === 'undefined') return
  for (const [type, name] of [
    [HTMLImageElement, 'src'], [HTMLMediaElement, 'src'], [HTMLScriptElement, 'src'], [HTMLIFrameElement, 'src'],
    [HTMLLinkElement, 'href'], [HTMLAnchorElement, 'href'], [HTMLSourceElement, 'src']
  ]) {
    const native = Object.getOwnPropertyDescriptor(type.prototype, name)
    Object.defineProperty(type.prototype, name, { ...native, set (url) { native.set.call(this, toBrowser(url)) } })
  }
})
