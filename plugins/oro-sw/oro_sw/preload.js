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
  const named = (input, init, names) => {
    if (!ours(input instanceof Request ? input.url : String(input))) return [input, init]
    const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined))
    for (const [name, value] of Object.entries(names)) headers.set(name, value)
    return [input, { ...init, headers }]
  }

  // What a worker answers as a network error comes with a status, since engines give schemes no other way.
  const { id, frameType } = scope.__args.client
  const framed = frameType === 'nested'
  const nested = framed && (location.href.startsWith(scope.__args.origin) || location.href === 'about:srcdoc')
  const self = framed && !nested ? 'none' : id
  const several = () => framed || scope.frames.length > 0
  const fetch = scope.fetch
  scope.fetch = async function (input, init) {
    const names = several() ? { 'Runtime-Client-ID': self } : {}
    const mode = init?.mode ?? input?.mode
    const redirect = init?.redirect ?? input?.redirect
    if (mode === 'same-origin') names['Runtime-Fetch-Mode'] = mode
    if (redirect === 'manual' || redirect === 'error') names['Runtime-Fetch-Redirect'] = redirect
    const members = said(input, init)
    if (members) names['Runtime-Fetch'] = members
    const asked = Object.keys(names).length > 0 ? named(input, init, names) : [input, init]
    const response = await fetch.apply(this, asked)
    if (response.status === 502 && response.headers.has('runtime-response-error')) return failed(response)
    return mode === 'no-cors' && response.headers.get('runtime-response-type') === 'opaque' ? opaque() : response
  }

  // What a script says of its request, and engines do not pass on: that which is not the usual.
  const USUAL = { cache: 'default', credentials: 'same-origin', keepalive: false, integrity: '', referrer: 'about:client', referrerPolicy: '' }
  const said = (input, init) => {
    const found = Object.entries(USUAL).map(([name, usual]) => [name, init?.[name] ?? input?.[name] ?? usual, usual]).filter(([, value, usual]) => value !== usual)
    if (found.length === 0) return ''
    const told = Object.fromEntries(found)
    const { referrer = location.href, referrerPolicy } = told
    told.referrer = referrer && new URL(referrer, document.baseURI).href.split('#')[0]
    if (referrerPolicy === 'no-referrer') told.referrer = ''
    if (referrerPolicy === 'origin') told.referrer = `${scope.__args.origin}/`
    return new URLSearchParams(told).toString()
  }

  // The answer of a worker whose body broke before there was any of it; or a network error.
  const failed = ({ url, headers }) => {
    if (headers.get('runtime-response-error') !== 'body') throw new TypeError('Failed to fetch')
    const [status, pairs] = JSON.parse(headers.get('runtime-response-head'))
    const body = new ReadableStream({ start: (controller) => controller.error(new TypeError('Failed to fetch')) })
    return membered(new Response(body, { status, headers: pairs }), { url, type: 'basic' })
  }

  const opaque = () => membered(new Response(null), { type: 'opaque', status: 0, ok: false, clone: opaque })

  const membered = (response, members) => {
    for (const [name, value] of Object.entries(members)) Object.defineProperty(response, name, { value, configurable: true })
    return response
  }

  const { open } = XMLHttpRequest.prototype
  XMLHttpRequest.prototype.open = function (method, url, ...rest) {
    open.call(this, method, url, ...rest)
    if (several() && ours(String(url))) this.setRequestHeader('Runtime-Client-ID', self)
  }

  // What else a frame's scripts ask for is remembered for when the host wants to know whose it is.
  if (nested) {
    const asked = scope[Symbol.for('oro.service-worker.asked')] = new Set()
    const note = (url) => {
      if (!URL.canParse(url, document.baseURI)) return
      asked.add(new URL(url, document.baseURI).href.split('#')[0])
      if (asked.size > 256) asked.delete(asked.values().next().value)
    }
    const construct = (target, given, self) => {
      note(given[0])
      return Reflect.construct(target, given, self)
    }
    for (const name of ['EventSource', 'Worker', 'SharedWorker']) {
      if (scope[name]) Object.defineProperty(scope, name, { value: new Proxy(scope[name], { construct }) })
    }
    const { get, set } = Object.getOwnPropertyDescriptor(HTMLImageElement.prototype, 'src')
    Object.defineProperty(HTMLImageElement.prototype, 'src', { get, set (url) { note(url); set.call(this, url) } })
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
  if (!framed) addEventListener('serviceWorker.question', ({ detail }) => load().answer(detail))
  const LEFT = 'serviceWorker.left'
  addEventListener(LEFT, ({ detail }) => tell('left', { id: detail }))
  if (nested) {
    const { href: url } = location
    let above = ''
    try {
      above = scope.parent.__args.client.id
    } catch {}
    tell('entered', { id, url, parent: above })
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
