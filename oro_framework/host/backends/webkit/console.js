/* The console and uncaught errors, told to the host: WebKitGTK has no signal for them. */
(function () {
  const handler = globalThis.webkit?.messageHandlers?.oroConsole
  if (!handler) return
  const post = handler.postMessage.bind(handler)
  const { stringify } = JSON
  const LIMIT = 65536

  function text (value) {
    try {
      if (typeof value === 'string') return value
      if (value instanceof Error) return value.stack ? `${value}\n${value.stack}` : String(value)
      if (typeof value === 'object' && value !== null) return stringify(value) ?? String(value)
      return typeof value === 'symbol' || typeof value === 'bigint' ? value.toString() : String(value)
    } catch {
      return Object.prototype.toString.call(value)
    }
  }

  function tell (level, parts) {
    try {
      post(`${level} ${parts.map(text).join(' ')}`.slice(0, LIMIT))
    } catch {} // a page that is going away has no channel any more
  }

  for (const level of ['log', 'info', 'warn', 'error', 'debug']) {
    const native = console[level]
    console[level] = {
      [level] (...parts) {
        native.apply(console, parts)
        tell(level, parts)
      }
    }[level]
  }

  addEventListener('error', event => {
    if (event instanceof ErrorEvent) {
      tell('error', [`Uncaught ${text(event.error ?? event.message)} (${event.filename}:${event.lineno}:${event.colno})`])
    }
  })
  addEventListener('unhandledrejection', event => tell('error', [`Unhandled rejection: ${text(event.reason)}`]))
})
