/**
 * Runs first in every document of a preview: tells of its errors, reloads it when the app's page asks, and leads its
 * sockets to the preview.
 */
function watchDocument ({ port, embedders, messages, exceptions, console: told }) {
  document.currentScript?.remove()
  const { fetch, location, JSON } = globalThis
  let left = 200

  function send (message) {
    if (left-- <= 0) return
    const { pathname, search, hash } = location
    const body = JSON.stringify({ ...message, pathname, search, hash })
    fetch(messages, { method: 'POST', body, keepalive: body.length < 32768, credentials: 'omit' }).catch(() => {})
  }

  function described (error) {
    const known = error instanceof Error
    return { message: known ? error.message : String(error), stack: known ? String(error.stack ?? '') : '' }
  }

  function plain (value) {
    if (value instanceof Error) return String(value.stack ?? '').includes(value.message) ? value.stack : `${value}\n${value.stack}`
    if (typeof value === 'object' && value !== null) {
      try { return JSON.parse(JSON.stringify(value)) } catch {}
    }
    return ['string', 'number', 'boolean'].includes(typeof value) || value === null ? value : String(value)
  }

  // As for `Set-Cookie`: QtWebEngine keeps a cookie of a frame in this way only. WebKitGTK lets no script set one there.
  const { get, set } = Object.getOwnPropertyDescriptor(Document.prototype, 'cookie') ?? {}
  if (get !== undefined && set !== undefined) {
    Object.defineProperty(Document.prototype, 'cookie', {
      configurable: true,
      enumerable: true,
      get,
      set (value) {
        const plain = String(value).replace(/;\s*(domain|partitioned|samesite|secure)\b[^;]*/gi, '')
        set.call(this, plain)
        set.call(this, `${plain}; SameSite=None; Secure; Partitioned`)
      }
    })
  }

  // Clients of development servers connect to the port that their server listens on, where nothing of it is seen.
  const hosts = new Set([location.hostname, 'localhost', '127.0.0.1', '0.0.0.0', '[::1]'])

  function led (address) {
    try {
      const url = new URL(address, location.href)
      const isOwn = hosts.has(url.hostname) && Number(url.port || 80) === port
      return isOwn ? `ws://${location.host}${url.pathname}${url.search}` : address
    } catch {
      return address
    }
  }

  globalThis.WebSocket = new Proxy(globalThis.WebSocket, {
    construct: (WebSocket, [address, ...protocols], target) => Reflect.construct(WebSocket, [led(address), ...protocols], target)
  })

  if (exceptions) {
    addEventListener('error', (event) => {
      if (!(event instanceof ErrorEvent)) return
      const found = event.error === null || event.error === undefined ? { message: event.message, stack: '' } : described(event.error)
      send({ type: 'PREVIEW_UNCAUGHT_EXCEPTION', ...found })
    })
    addEventListener('unhandledrejection', ({ reason }) => {
      send({ type: 'PREVIEW_UNHANDLED_REJECTION', ...described(reason) })
    })
  }
  if (told) {
    const { error } = console
    console.error = (...values) => {
      send({ type: 'PREVIEW_CONSOLE_ERROR', args: values.map(plain), stack: String(new Error('').stack ?? '') })
      error.apply(console, values)
    }
  }
  addEventListener('message', ({ data, origin, source }) => {
    if (data?.type !== 'oro-preview-reload' || !embedders.includes(origin)) return
    source?.postMessage({ type: 'oro-preview-reloading' }, origin)
    location.reload()
  })
}
