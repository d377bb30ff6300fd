/*
 * Requests to our schemes, as WebKitGTK can carry them, in documents and in workers.
 *
 * 1. A body with a Blob in it crashes the host, one that is a stream is refused: both become bytes first.
 * 2. A request carries the mark, which says where it comes from (see webkit/mark.py). The mark holds a secret that a
 *    sandboxed document must not learn. So every function used to set it was taken before any page script ran, and it
 *    is set on nothing but an absolute address of ours: `address()` resolves a URL once, and the engine gets the result.
 * 3. Redirects are followed by the host; the answer then gets the address it really came from.
 * 4. A large file comes as an offer, which becomes the body of the answer (see gtk/files.py).
 */
(function (engine) {
  const { schemes, secret, pick } = engine
  const MARK = 'x-oro-mark'
  const PAUSE = 30000 // milliseconds
  const uncurry = Function.prototype.bind.bind(Function.prototype.call)
  const { fetch: nativeFetch, Request: NativeRequest, Response: NativeResponse, Headers: NativeHeaders } = globalThis
  const { Blob: NativeBlob, FormData: NativeFormData, XMLHttpRequest: NativeXHR, URL: NativeURL } = globalThis
  const { DOMException: NativeException } = globalThis
  const getter = (type, name) => uncurry(Object.getOwnPropertyDescriptor(type.prototype, name).get)
  const setHeader = uncurry(NativeHeaders.prototype.set)
  const deleteHeader = uncurry(NativeHeaders.prototype.delete)
  const blobSlice = uncurry(NativeBlob.prototype.slice)
  const hasHeader = uncurry(NativeHeaders.prototype.has)
  const getHeader = uncurry(NativeHeaders.prototype.get)
  const requestHeaders = getter(NativeRequest, 'headers')
  const requestURL = getter(NativeRequest, 'url')
  const requestMethod = getter(NativeRequest, 'method')
  const requestRedirect = getter(NativeRequest, 'redirect')
  const requestMode = getter(NativeRequest, 'mode')
  const requestBytes = uncurry(NativeRequest.prototype.arrayBuffer)
  const responseHeaders = getter(NativeResponse, 'headers')
  const responseBytes = uncurry(NativeResponse.prototype.arrayBuffer)
  const blobBytes = uncurry(NativeBlob.prototype.arrayBuffer)
  const bufferLength = getter(ArrayBuffer, 'byteLength')
  const { isView } = ArrayBuffer
  const requestClone = uncurry(NativeRequest.prototype.clone)
  const formHas = uncurry(NativeFormData.prototype.has)
  const entriesOf = uncurry(NativeFormData.prototype.entries)
  const protocolOf = getter(NativeURL, 'protocol')
  const hrefOf = getter(NativeURL, 'href')
  const startsWith = uncurry(String.prototype.startsWith)
  const includes = uncurry(Array.prototype.includes)
  const then = uncurry(Promise.prototype.then)
  const { defineProperty } = Object
  const selfOrigin = String(globalThis.origin)
  const own = selfOrigin === engine.origin
  const ownScheme = schemes.find(scheme => selfOrigin.startsWith(scheme)) ?? ''
  const page = globalThis.window !== undefined
  const top = page && window === window.top

  /** The absolute address of what a URL names in our schemes; empty when it leads elsewhere. */
  function address (url) {
    for (let i = 0; i < schemes.length; i++) {
      if (schemes[i] !== ownScheme && startsWith(url, schemes[i])) return url
    }
    let target
    try {
      target = new NativeURL(url, page ? document.baseURI : location.href)
    } catch {
      return ''
    }
    return includes(schemes, protocolOf(target)) ? hrefOf(target) : ''
  }

  let files = pick !== undefined
  const mark = (follow, kind) => `${secret};${top ? 't' : ''}${follow ? '' : 'm'}${kind};${selfOrigin}`
  const FILE = 'f'
  const ADDRESS = 'v'
  const BARE = 'n'
  const KEEP = 'k'
  const BYTES = ''

  /** Whether a function that only takes objects of one class takes this one, whatever realm it is from. */
  function accepts (method, value, ...args) {
    try {
      method(value, ...args)
      return true
    } catch {
      return false
    }
  }

  /** Whether a body is more than text or bytes; a Blob may come from another frame, so `instanceof` cannot tell. */
  const needsBytes = body => body != null && typeof body === 'object' && !isView(body) && !accepts(bufferLength, body)

  /** The bytes of a body and the content type that belongs to them. */
  async function toBytes (body) {
    if (accepts(formHas, body, '')) return multipart(body)
    const response = new NativeResponse(body)
    return { bytes: await responseBytes(response), type: getHeader(responseHeaders(response), 'content-type') }
  }

  /** FormData as multipart/form-data; the engine cannot read one that holds a Blob. */
  async function multipart (form) {
    const boundary = `----OroFormBoundary${crypto.randomUUID().replaceAll('-', '')}`
    const escape = text => text.replace(/\r\n|\r|\n/g, '%0D%0A').replaceAll('"', '%22')
    const parts = []
    for (const [name, value] of entriesOf(form)) {
      let head = `--${boundary}\r\nContent-Disposition: form-data; name="${escape(name)}"`
      if (typeof value === 'string') {
        parts.push(`${head}\r\n\r\n${value.replace(/\r\n|\r|\n/g, '\r\n')}\r\n`)
      } else {
        head += `; filename="${escape(value.name)}"\r\nContent-Type: ${value.type || 'application/octet-stream'}\r\n\r\n`
        parts.push(head, await blobBytes(value), '\r\n')
      }
    }
    const whole = new NativeBlob([...parts, `--${boundary}--\r\n`])
    return { bytes: await blobBytes(whole), type: `multipart/form-data; boundary=${boundary}` }
  }

  // -- fetch ---------------------------------------------------------------------------------------

  async function guarded (input, init) {
    const isRequest = accepts(requestURL, input)
    if (init && needsBytes(init.body)) {
      const { bytes, type } = await toBytes(init.body)
      const headers = new NativeHeaders(init.headers ?? (isRequest ? requestHeaders(input) : undefined))
      if (type && !hasHeader(headers, 'content-type')) setHeader(headers, 'content-type', type)
      init = { ...init, body: bytes, headers, duplex: undefined }
    }
    let request = new NativeRequest(input, init)
    const method = requestMethod(request)
    if (isRequest && init?.body == null && method !== 'GET' && method !== 'HEAD') {
      // what the page's Request holds cannot be seen: it may be a Blob
      request = new NativeRequest(request, { body: await requestBytes(requestClone(request)) })
    }
    const redirect = requestRedirect(request)
    const follow = redirect === 'follow'
    if (requestMode(request) === 'no-cors') {
      if (own) request = await bareRequest(request, mark(follow, BARE))
    } else {
      vouch(request, mark(follow, files && method === 'GET' ? FILE : BYTES))
    }
    const again = () => {
      vouch(request, mark(follow, BYTES))
      return nativeFetch(request)
    }
    return arrived(await nativeFetch(request), redirect, again, init?.signal ?? (isRequest ? input.signal : undefined))
  }

  /** A request of ours that may carry no header, and so has the mark in the fragment of its address. */
  async function bareRequest (request, value) {
    const { method, headers, credentials, cache, redirect, referrer, referrerPolicy, integrity, keepalive, signal } = request
    const body = method === 'GET' || method === 'HEAD' ? undefined : await requestBytes(requestClone(request))
    const init = { method, headers, body, mode: 'no-cors', credentials, cache, redirect, referrer, referrerPolicy, integrity, keepalive, signal }
    return new NativeRequest(`${request.url.replace(/#.*$/s, '')}#${MARK}=${value}`, init)
  }

  /** Put the mark on a request of ours that may carry headers. */
  function vouch (request, value) {
    if (requestMode(request) !== 'no-cors' && address(requestURL(request)) !== '') setHeader(requestHeaders(request), MARK, value)
  }

  /** Make an answer what the page may expect of it. */
  function arrived (response, redirect, again, signal) {
    const headers = responseHeaders(response)
    if (redirect === 'error' && response.status >= 300 && response.status < 400 && hasHeader(headers, 'location')) {
      throw new TypeError('Load failed')
    }
    const offer = getHeader(headers, 'x-oro-file')
    if (offer !== null) return withFile(response, offer, again, signal)
    const url = getHeader(headers, 'x-oro-url')
    if (url !== null) {
      defineProperty(response, 'url', { value: url, configurable: true })
      defineProperty(response, 'redirected', { value: true, configurable: true })
    }
    return response
  }

  /** The answer whose body is a piece of the offered file; without the file, the same request as plain bytes. */
  async function withFile (response, offer, again, signal) {
    const [name, offset, length] = offer.split(';')
    const headers = new NativeHeaders(responseHeaders(response))
    let body
    try {
      body = blobSlice(await pick(name), +offset, +offset + +length, getHeader(headers, 'content-type') ?? '')
    } catch { // a person has a file dialog open, perhaps: plain bytes for a while
      files = false
      setTimeout(() => { files = true }, PAUSE)
      return arrived(await again(), 'follow')
    }
    const { status, statusText, type } = response
    const url = getHeader(headers, 'x-oro-url') ?? response.url
    for (const own of ['x-oro-file', 'x-oro-url']) deleteHeader(headers, own)
    const answer = new NativeResponse(signal ? abortable(body, signal) : body, { status, statusText, headers })
    for (const [key, value] of [['url', url], ['type', type], ['redirected', url !== response.url]]) {
      defineProperty(answer, key, { value, configurable: true })
    }
    return answer
  }

  /** Read the bytes of a Blob until the request is aborted. */
  function abortable (blob, signal) {
    const reader = blob.stream().getReader()
    return new ReadableStream({
      start (controller) {
        signal.addEventListener('abort', () => {
          controller.error(signal.reason)
          reader.cancel(signal.reason).catch(() => {})
        }, { once: true })
        if (signal.aborted) controller.error(signal.reason)
      },
      async pull (controller) {
        const { done, value } = await reader.read()
        done ? controller.close() : controller.enqueue(value)
      },
      cancel: reason => reader.cancel(reason)
    })
  }

  /** Fetch an address of ours with the mark and nothing of the page's; `url` is absolute. */
  function marked (url, init, kind) {
    if (address(url) !== url) throw new TypeError('Load failed')
    return nativeFetch(url, { __proto__: null, ...init, headers: { __proto__: null, ...init?.headers, [MARK]: mark(true, kind) } })
  }

  /** An answer as bytes, however large. */
  engine.bytes = (url, signal) => marked(url, { __proto__: null, signal }, BYTES)

  /** An address at which the player gets what the page would get at this one. */
  engine.address = async (url, signal) => {
    const response = await marked(url, { __proto__: null, signal }, ADDRESS)
    if (!response.ok) throw new Error(`status ${response.status}`)
    return response.text()
  }

  /** Have the host keep what a form sends; the name of that. */
  engine.keep = async data => {
    const { bytes, type } = await multipart(data)
    const init = { __proto__: null, method: 'POST', body: bytes, headers: { __proto__: null, 'content-type': type } }
    return (await marked(`${engine.origin}/`, init, KEEP)).text()
  }

  /** The mark of an event stream, which takes no headers: it goes into the fragment. */
  engine.fragment = () => `#${MARK}=${mark(true, BYTES)}`
  engine.resolve = address

  function fetch (input, init) {
    const isRequest = typeof input === 'object' && accepts(requestURL, input)
    const url = address(isRequest ? requestURL(input) : `${input}`)
    if (url === '') return nativeFetch(input, init)
    const plain = init === undefined ||
      (init.body == null && init.method === undefined && init.redirect === undefined && init.headers === undefined && init.mode === undefined)
    if (isRequest || !plain) return guarded(isRequest ? input : url, init)
    const again = () => marked(url, init, BYTES)
    return then(marked(url, init, files ? FILE : BYTES), response => arrived(response, 'follow', again, init?.signal))
  }

  globalThis.fetch = fetch

  // -- XMLHttpRequest --------------------------------------------------------------------------------

  const xhrOpen = uncurry(NativeXHR.prototype.open)
  const xhrSend = uncurry(NativeXHR.prototype.send)
  const xhrAbort = uncurry(NativeXHR.prototype.abort)
  const xhrHeader = uncurry(NativeXHR.prototype.setRequestHeader)
  const states = new WeakMap()

  function open (method, url, asynchronous = true, ...rest) {
    const asked = `${url}`
    const ours = address(asked)
    states.set(this, { ours: ours !== '', asynchronous: Boolean(asynchronous), typed: false, turn: 0 })
    const result = xhrOpen(this, method, ours || asked, asynchronous, ...rest)
    // At once: another realm's `open` could lead this request elsewhere before it is sent.
    if (ours !== '') xhrHeader(this, MARK, mark(true, BYTES))
    return result
  }

  function setRequestHeader (name, value) {
    const state = states.get(this)
    if (state && String(name).toLowerCase() === 'content-type') state.typed = true
    return xhrHeader(this, name, value)
  }

  function send (body) {
    const state = states.get(this)
    if (!state?.ours) return xhrSend(this, body)
    if (!needsBytes(body)) return xhrSend(this, body)
    if (!state.asynchronous) {
      throw new NativeException('A synchronous request cannot carry a Blob or FormData', 'NotSupportedError')
    }
    const turn = ++state.turn
    then(toBytes(body), ({ bytes, type }) => {
      if (turn !== state.turn) return
      if (type && !state.typed) xhrHeader(this, 'content-type', type)
      xhrSend(this, bytes)
    }, () => turn === state.turn && xhrSend(this, new ArrayBuffer(0)))
  }

  function abort () {
    const state = states.get(this)
    if (state) state.turn++
    return xhrAbort(this)
  }

  Object.assign(NativeXHR.prototype, { open, setRequestHeader, send, abort })
})
