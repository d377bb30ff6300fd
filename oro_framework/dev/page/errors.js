/* Errors of a document, told to `oro dev`: uncaught ones, scripts that did not load, violations of the policy. */
(function (tell) {
  const LIMIT = 50
  let told = 0
  const { stringify } = JSON
  const blocked = new Set()

  function report (error) {
    if (++told > LIMIT) return
    const text = value => String(value ?? '').slice(0, 20000)
    tell(stringify({
      kind: error.kind,
      message: text(error.message),
      stack: text(error.stack),
      url: text(error.url),
      line: Number(error.line) || 0,
      column: Number(error.column) || 0
    }))
  }

  function described (value) {
    if (value instanceof Error || value instanceof DOMException) {
      return { message: String(value), stack: value.stack ?? '', url: value.sourceURL, line: value.line, column: value.column }
    }
    return { message: typeof value === 'string' ? value : thrown(value) }
  }

  function thrown (value) {
    try {
      return typeof value === 'object' ? `${stringify(value)} (not an Error)` : `${String(value)} (not an Error)`
    } catch {
      return Object.prototype.toString.call(value)
    }
  }

  /** Wait for handlers of the page, which may say that they took an error. */
  const later = (event, work) => setTimeout(() => { if (!event.defaultPrevented) work() })

  addEventListener('error', event => {
    if (event instanceof ErrorEvent) {
      const found = event.error === null || event.error === undefined ? { message: event.message } : described(event.error)
      const place = { url: event.filename, line: event.lineno, column: event.colno }
      later(event, () => report({ ...place, ...found, ...(found.line ? {} : place), kind: 'error' }))
      return
    }
    const element = event.target
    if (element instanceof HTMLScriptElement) {
      if (!blocked.has(element.src)) report({ kind: 'module', message: element.src ? `Cannot load ${element.src}` : 'A module that this page imports did not load; the terminal names it', url: location.href })
    } else if (element instanceof HTMLLinkElement && element.rel === 'stylesheet') {
      report({ kind: 'module', message: `Cannot load ${element.href}`, url: location.href })
    }
  }, true)
  addEventListener('unhandledrejection', event => later(event, () => report({ ...described(event.reason), kind: 'rejection' })))
  addEventListener('securitypolicyviolation', event => {
    const what = event.blockedURI === 'inline' ? 'an inline script or style' : event.blockedURI === 'eval' ? 'eval' : event.blockedURI
    if (event.disposition === 'report') return
    blocked.add(event.blockedURI)
    const file = event.sourceFile?.includes(':') ? event.sourceFile : location.href
    report({ kind: 'policy', message: `${event.effectiveDirective} does not allow ${what}`, url: file, line: event.lineNumber || 1, column: event.columnNumber })
  })
})
