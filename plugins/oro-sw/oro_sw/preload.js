(() => {
  // `navigator.serviceWorker` and its classes, run when first touched.
  const scope = /** @type {any} */ (globalThis)
  if (scope.__args?.client?.type !== 'window') return
  const PATH = 'service-worker.js'
  const CLASSES = ['ServiceWorker', 'ServiceWorkerRegistration', 'ServiceWorkerContainer', 'NavigationPreloadManager', 'Cache', 'CacheStorage']
  const registry = Symbol.for('oro.runtime.modules')

  const load = () => {
    const module = scope[registry]?.[PATH]
    if (!module) throw new Error('Cannot load service workers: the modules of oro-sw are not put together')
    return module()
  }

  const offer = (target, name, get) => Object.defineProperty(target, name, {
    configurable: true,
    enumerable: target === navigator,
    get,
    ...(target === navigator ? {} : { set (value) { Object.defineProperty(target, name, { value, configurable: true, writable: true }) } })
  })

  // Engines do not tell which document of a window asks; where there are several, they say so themselves.
  const ours = (url) => URL.canParse(url, document.baseURI) && new URL(url, document.baseURI).href.startsWith(scope.__args.origin + '/')
  const named = (input, init) => {
    if (!ours(input instanceof Request ? input.url : String(input))) return [input, init]
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined))
    headers.set('Runtime-Client-ID', id)
    return [input, { ...init, headers }]
  }

  // What a worker answers as a network error comes with a status, since engines give schemes no other way.
  const { id, frameType } = scope.__args.client
  const nested = frameType === 'nested' && location.href.startsWith(scope.__args.origin)
  const several = () => nested || scope.frames.length > 0
  const fetch = scope.fetch
  scope.fetch = async function (input, init) {
    const response = await fetch.call(this, ...(several() ? named(input, init) : [input, init]))
    if (response.status === 502 && response.headers.has('runtime-response-error')) throw new TypeError('Failed to fetch')
    return response
  }

  const { open } = XMLHttpRequest.prototype
  XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    open.call(this, method, url, ...rest)
    if (several() && ours(String(url))) this.setRequestHeader('Runtime-Client-ID', id)
  }

  // Events reach a window's top document; its frames have clients and registrations of their own.
  const relay = (event) => {
    for (let at = 0; at < scope.frames.length; at++) {
      try {
        const frame = scope.frames[at]
        frame.dispatchEvent(new frame.CustomEvent(event.type, { detail: event.detail }))
      } catch {}
    }
  }
  addEventListener('serviceWorker.changed', relay)
  addEventListener('serviceWorker.controller', relay)

  const tell = (route, params) => fetch(`ipc://serviceWorker.client.${route}?${new URLSearchParams(params).toString().replaceAll('+', '%20')}`).catch(() => {})
  const LEFT = 'serviceWorker.left'
  addEventListener(LEFT, ({ detail }) => tell('left', { id: detail }))
  if (nested) {
    const { href: url } = location
    tell('entered', { id, url })
    // Said by the parent: what a document asks for while it goes may be dropped.
    addEventListener('pagehide', () => {
      try {
        scope.parent.dispatchEvent(new scope.parent.CustomEvent(LEFT, { detail: id }))
      } catch {}
    })
  }

  offer(navigator, 'serviceWorker', () => load().container)
  for (const name of CLASSES) offer(scope, name, () => load()[name])
  offer(scope, 'caches', () => load().caches)
})()
