// Runs in every document of a QtWebEngine view, and before the main script of every worker, before anything else.
//
// 1. Tells the host that a document begins (top frame only), and when a person follows a link such as `mailto:`.
// 2. Gives fetch and XMLHttpRequest the real status and headers, from the header `x-oro-head` (qt/head.py).
// 3. Buffers ReadableStream bodies, which Qt would lose.
// 4. Says of a request what the engine does not: in workers its view (`x-oro-view`), in documents that it is a script's
//    own and no redirect, and whether it is a frame's (`x-oro-frame`).
// 5. Documents of another origin than the app's get none of the run's secrets into their hands: their event streams and
//    workers are the engine's own.
(function oroQt(options) {
  'use strict'
  const g = globalThis
  const HEAD = 'x-oro-head'
  const VIEW = 'x-oro-view'
  const FRAME = 'x-oro-frame'
  const MARK = '\u2063oro-view:'
  const NULL_BODY = new Set([204, 205, 304])
  const ours = new Set(options.schemes)
  const page = typeof document !== 'undefined'
  const own = !page || isAmongOwn()
  const RUN = Symbol.for('oro.qt.run')

  // A site may change every global of a frame and have its document begin anew: not `top` and `location`, nor who may
  // look into whose.
  function isAmongOwn () {
    try {
      if (top.location.origin !== options.origin) return false
      for (let i = 0; location.ancestorOrigins[i] !== undefined; i++) {
        if (location.ancestorOrigins[i] !== options.origin) return false
      }
      return true
    } catch {
      return false
    }
  }

  // A module worker runs this twice: as its first import, and before its own code.
  if (!page) {
    if (g[RUN]) return
    Object.defineProperty(g, RUN, { value: true })
  }

  if (page) {
    const log = console.log
    if (g.parent === g) log(options.notice + 'document ' + g.location.href)
    const known = /^(?:https?|wss?|file|data|blob|about|javascript|chrome):$/
    g.addEventListener('click', (event) => {
      const link = event.isTrusted && !event.defaultPrevented && event.target.closest?.('a[href]')
      if (!link || known.test(link.protocol) || ours.has(link.protocol)) return
      event.preventDefault()
      log(options.notice + 'outside ' + link.href)
    })
  }

  // A worker learns its view from its name: the one thing its creator can give it before it runs.
  let view = options.view
  if (!page) {
    const at = typeof g.name === 'string' ? g.name.lastIndexOf(MARK) : -1
    if (at >= 0) {
      view = g.name.slice(at + MARK.length)
      const value = g.name.slice(0, at)
      Object.defineProperty(g, 'name', { value, writable: true, enumerable: true, configurable: true })
    }
  }
  const tag = page ? [FRAME, g.parent === g ? '0' : '1'] : view ? [VIEW, view] : null

  function isOurs (url) {
    const scheme = /^[\x00-\x20]*([a-z][a-z0-9+.-]*:)/i.exec(url)
    return ours.has(scheme ? scheme[1].toLowerCase() : page ? new URL(g.document.baseURI).protocol : g.location.protocol)
  }

  // One malformed escape would make Qt escape every other again.
  function mended (url) {
    return url.includes('%') ? url.replace(/%(?![0-9a-f]{2})/gi, '%25') : url
  }

  function define (target, name, value) {
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true })
  }

  // -- heads --------------------------------------------------------------------------------------

  function stamped (response) {
    const text = response.headers.get(HEAD)
    if (text === null) return response
    const [status, statusText, changed] = JSON.parse(text)
    if (status < 0) throw new TypeError('Failed to fetch')
    const headers = new Headers(response.headers)
    headers.delete(HEAD)
    for (const [name, value] of changed) headers.set(name, value)
    define(response, 'headers', headers)
    if (changed.some(([name]) => name === 'content-type')) retyped(response, headers.get('content-type'))
    define(response, 'clone', function clone () { return stamped(Response.prototype.clone.call(response)) })
    if (status) {
      define(response, 'status', status)
      define(response, 'statusText', statusText)
      define(response, 'ok', status >= 200 && status < 300)
      if (NULL_BODY.has(status)) define(response, 'body', null)
    }
    return response
  }

  // Qt keeps of a type its essence and its charset; fields are found by the boundary.
  function retyped (response, type) {
    define(response, 'formData', async () => {
      const bytes = await response.arrayBuffer()
      return new Response(bytes, { headers: { 'content-type': type } }).formData()
    })
  }

  // -- fetch --------------------------------------------------------------------------------------

  const nativeFetch = g.fetch

  async function buffered (input, init) {
    if (init?.body instanceof ReadableStream) {
      const { duplex, ...rest } = init
      return [input, { ...rest, body: await new Response(init.body).arrayBuffer() }]
    }
    return [new Request(input, { ...init, body: await input.arrayBuffer() })]
  }

  function send (input, init) {
    if (tag) {
      const headers = new Headers(init?.headers ?? (input instanceof Request ? input.headers : undefined))
      headers.set(...tag)
      init = { ...init, headers }
    }
    return nativeFetch.call(g, input, init).then(stamped)
  }

  define(g, 'fetch', function fetch (input, init) {
    const request = input instanceof Request
    try {
      if (!request) input = String(input)
      if (!isOurs(request ? input.url : input)) return nativeFetch.apply(g, arguments)
      if (!request) input = mended(input)
      if (init?.body instanceof ReadableStream || (request && !init?.body && input.body)) {
        return buffered(input, init).then((both) => send(...both))
      }
      return send(input, init)
    } catch (error) {
      return Promise.reject(error)
    }
  })

  // -- XMLHttpRequest -------------------------------------------------------------------------------

  const xhr = g.XMLHttpRequest?.prototype
  if (xhr) {
    const getter = (name) => Object.getOwnPropertyDescriptor(xhr, name).get
    const native = {
      open: xhr.open,
      status: getter('status'),
      statusText: getter('statusText'),
      readyState: getter('readyState'),
      getResponseHeader: xhr.getResponseHeader,
      getAllResponseHeaders: xhr.getAllResponseHeaders
    }
    const known = new WeakMap()

    function head (request) {
      if (native.readyState.call(request) < 2) return null
      let found = known.get(request)
      if (found === undefined) {
        const text = native.getResponseHeader.call(request, HEAD)
        if (text === null) {
          found = null
        } else {
          const [status, statusText, changed = []] = JSON.parse(text)
          found = status < 0 ? null : { status, statusText, changed: new Map(changed) }
        }
        known.set(request, found)
      }
      return found
    }

    define(xhr, 'open', function open (method, url, ...rest) {
      known.delete(this)
      url = String(url)
      const mine = isOurs(url)
      native.open.call(this, method, mine ? mended(url) : url, ...(rest.length ? rest : [true]))
      if (mine && tag) this.setRequestHeader(...tag)
    })
    define(xhr, 'getResponseHeader', function getResponseHeader (name) {
      const lower = String(name).toLowerCase()
      if (lower === HEAD) return null
      return head(this)?.changed.get(lower) ?? native.getResponseHeader.call(this, name)
    })
    define(xhr, 'getAllResponseHeaders', function getAllResponseHeaders () {
      const text = native.getAllResponseHeaders.call(this)
      const found = head(this)
      if (!found) return text
      const lines = text.split('\r\n').filter((line) => line && !line.startsWith(HEAD + ':'))
      const kept = lines.filter((line) => !found.changed.has(line.slice(0, line.indexOf(':'))))
      for (const [name, value] of found.changed) kept.push(`${name}: ${value}`)
      return kept.sort().map((line) => line + '\r\n').join('')
    })
    for (const name of ['status', 'statusText']) {
      Object.defineProperty(xhr, name, {
        get () {
          const found = head(this)
          return found?.status ? found[name] : native[name].call(this)
        },
        enumerable: true,
        configurable: true
      })
    }
  }

  if (!own) return

  // An EventSource takes no headers; a fragment reaches the host and nobody else. That of a document holds a secret: the
  // address another site redirects to may have a fragment, too.
  if (tag && g.EventSource) {
    const vouched = page ? `${FRAME}=${tag[1]}${options.own}` : tag.join('=')
    const Native = g.EventSource
    const Wrapped = class extends Native {
      #fragment = null

      constructor (url, init) {
        const text = String(url)
        const [address, ...fragment] = text.split('#')
        super(isOurs(text) ? `${mended(address)}#${vouched}` : url, init)
        if (isOurs(text)) this.#fragment = fragment.length ? `#${fragment.join('#')}` : ''
      }

      get url () {
        return this.#fragment === null ? super.url : super.url.replace(/#.*$/s, () => this.#fragment)
      }
    }
    Object.defineProperty(Wrapped, 'name', { value: 'EventSource' })
    Object.defineProperty(g, 'EventSource', { value: Wrapped, writable: true, configurable: true })
  }

  // -- workers ----------------------------------------------------------------------------------------

  // A worker made from a blob does not pass by the host, so the script goes into the blob.
  const blobs = new Map()
  const { createObjectURL, revokeObjectURL } = URL
  if (createObjectURL) {
    define(URL, 'createObjectURL', function (object) {
      const url = createObjectURL.call(URL, object)
      if (object instanceof Blob) blobs.set(url, object)
      return url
    })
    define(URL, 'revokeObjectURL', function (url) {
      blobs.delete(String(url))
      return revokeObjectURL.call(URL, url)
    })
  }
  const source = () => `(${oroQt})(${JSON.stringify({ schemes: options.schemes, origin: options.origin, view })});`

  function wrapped (Native, named) {
    const Wrapped = class extends Native {
      constructor (url, options) {
        const text = String(url)
        const blob = blobs.get(text)
        const mine = blob !== undefined || isOurs(text)
        if (mine && named) options = { ...options, name: `${options?.name ?? ''}${MARK}${view ?? ''}` }
        if (blob === undefined) {
          super(url, options)
        } else {
          const own = createObjectURL.call(URL, new Blob([source(), blob], { type: blob.type || 'text/javascript' }))
          super(own, options)
          revokeObjectURL.call(URL, own)
        }
      }
    }
    Object.defineProperty(Wrapped, 'name', { value: Native.name })
    return Wrapped
  }

  if (g.Worker) Object.defineProperty(g, 'Worker', { value: wrapped(g.Worker, true), writable: true, configurable: true })
})
