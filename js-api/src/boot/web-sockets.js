/**
 * WebSockets to apps that are mounted in the app's own origin: `new WebSocket('/api/chat')`. Nothing listens on the network:
 * what an app sends is read from one streamed answer of the host, and what a page sends goes by calls, several messages in
 * each while one is under way. Sockets to anywhere else are the engine's.
 *
 * A frame is a letter, the length of its content in four bytes, and the content (`host/requests/websocket.py`).
 * A classic function expression that runs in pages after `preload.js`, and in workers before their own code.
 */
(/** @param {string} origin of the app */ function (origin) {
  'use strict'
  const scope = /** @type {any} */ (globalThis)
  const Native = scope.WebSocket
  const engine = scope[Symbol.for('oro.runtime.engine')]
  const isServed = Object.hasOwn(scope, Symbol.for('oro.browser')) // by HTTP, to a browser: its own WebSockets lead there
  if (!scope.isOroRuntime || !Native || !engine || isServed || Native.prototype[Symbol.for('oro.runtime.sockets')]) return

  const HOST = new URL(origin).host
  const SECURE = new Set(['ws:', 'wss:', 'http:', 'https:'])
  const [CONNECTING, OPEN, CLOSING, CLOSED] = [0, 1, 2, 3]
  const HEAD = 5
  /** Bytes of messages that go in one call, unless one alone has more. */
  const BATCH = 1 << 20
  const ENCODER = new TextEncoder()
  const DECODER = new TextDecoder()
  const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/

  /** @param {any} url @returns {URL | null} where it leads, if that is in the app's own origin */
  function ownAddress (url) {
    const base = scope.document?.baseURI ?? scope.location.href
    let found
    try {
      found = new URL(String(url), base)
    } catch {
      return null
    }
    const own = found.protocol === 'oro:' || SECURE.has(found.protocol)
    return own && found.host === HOST ? found : null
  }

  /** @param {string} kind @param {Uint8Array} content @returns {Uint8Array} a frame */
  function frame (kind, content) {
    const made = new Uint8Array(HEAD + content.length)
    made[0] = kind.charCodeAt(0)
    new DataView(made.buffer).setUint32(1, content.length)
    made.set(content, HEAD)
    return made
  }

  /** @param {ReadableStream<Uint8Array>} stream @returns {AsyncGenerator<{ kind: string, content: Uint8Array }>} */
  async function * framesOf (stream) {
    const reader = stream.getReader()
    /** @type {Uint8Array} */
    let held = new Uint8Array()
    for (;;) {
      while (held.length >= HEAD) {
        const length = new DataView(held.buffer, held.byteOffset).getUint32(1)
        if (held.length < HEAD + length) break
        yield { kind: String.fromCharCode(held[0]), content: held.subarray(HEAD, HEAD + length) }
        held = held.subarray(HEAD + length)
      }
      const { done, value } = await reader.read()
      if (done) return
      const missing = held.length >= HEAD ? HEAD + new DataView(held.buffer, held.byteOffset).getUint32(1) - held.length : 0
      const parts = [held, value]
      let size = value.length
      while (size < missing) {
        const more = await reader.read()
        if (more.done) return
        parts.push(more.value)
        size += more.value.length
      }
      held = parts.length === 2 && held.length === 0 ? value : joined(parts)
    }
  }

  /** @param {Uint8Array[]} parts @returns {Uint8Array<ArrayBuffer>} */
  function joined (parts) {
    const whole = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    return whole
  }

  class OwnWebSocket extends EventTarget {
    #url
    #id
    #state = CONNECTING
    #protocol = ''
    #buffered = 0
    /** @type {BinaryType} */
    #binary = 'blob'
    /** @type {{ code: number, reason: string }} */
    #end = { code: 1006, reason: '' }
    #leaving = new AbortController()
    /** @type {(Uint8Array | Promise<Uint8Array>)[]} */
    #queue = []
    #sending = false
    /** @type {Map<string, any>} */
    #handlers = new Map()

    /** @param {URL} url @param {string[]} protocols */
    constructor (url, protocols) {
      super()
      const [high, low] = crypto.getRandomValues(new Uint32Array(2))
      this.#url = new URL(url)
      this.#id = `${high}-${low}`
      this.#run(protocols)
    }

    get url () { return this.#url.href }
    get readyState () { return this.#state }
    get bufferedAmount () { return this.#buffered }
    get extensions () { return '' }
    get protocol () { return this.#protocol }
    get binaryType () { return this.#binary }
    set binaryType (value) { if (value === 'blob' || value === 'arraybuffer') this.#binary = value }

    /** @param {any} data */
    send (data) {
      if (this.#state === CONNECTING) throw new DOMException('Cannot send by a WebSocket: it is not open yet', 'InvalidStateError')
      /** @type {Uint8Array | Promise<Uint8Array>} */
      let made
      let size
      if (data instanceof Blob) {
        size = data.size
        made = data.arrayBuffer().then((content) => frame('b', new Uint8Array(content)))
      } else if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) {
        const content = data instanceof ArrayBuffer ? new Uint8Array(data) : new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
        size = content.length
        made = frame('b', content)
      } else {
        const content = ENCODER.encode(String(data))
        size = content.length
        made = frame('t', content)
      }
      this.#buffered += size
      if (this.#state === OPEN) this.#put(made)
    }

    /** @param {number} [code] @param {string} [reason] */
    close (code, reason = '') {
      if (code !== undefined && code !== 1000 && !(code >= 3000 && code <= 4999)) {
        throw new DOMException(`Cannot close a WebSocket with code ${code}: it must be 1000, or from 3000 to 4999`, 'InvalidAccessError')
      }
      const said = ENCODER.encode(String(reason))
      if (said.length > 123) throw new DOMException('Cannot close a WebSocket: its reason has more than 123 bytes', 'SyntaxError')
      if (this.#state >= CLOSING) return
      const connecting = this.#state === CONNECTING
      this.#state = CLOSING
      if (connecting) {
        this.#leaving.abort()
        return
      }
      const content = new Uint8Array(2 + said.length)
      new DataView(content.buffer).setUint16(0, code ?? 1005)
      content.set(said, 2)
      this.#put(frame('c', content))
    }

    /** @param {string[]} protocols */
    async #run (protocols) {
      try {
        const target = this.#url.pathname + this.#url.search
        const query = new URLSearchParams({ id: this.#id, target, protocols: JSON.stringify(protocols) })
        const response = await engine.fetch(`ipc://internal.sockets.open/?${query}`, { signal: this.#leaving.signal, cache: 'no-store' })
        if (!response.ok) {
          const why = (await response.json().catch(() => null))?.err?.message ?? `the host answered ${response.status}`
          console.error(`WebSocket connection to '${this.url}' failed: ${why}`)
          return this.#finish(false)
        }
        for await (const { kind, content } of framesOf(response.body)) {
          if (kind === 'o') this.#opened(DECODER.decode(content))
          else if (kind === 'c') return this.#closedBy(content)
          else if (kind === 'x') {
            console.error(`WebSocket connection to '${this.url}' failed: the app refused it`)
            return this.#finish(false)
          } else if (this.#state === OPEN) this.#deliver(kind, content)
        }
      } catch {
        // The page left, or the app ended.
      }
      this.#finish(false)
    }

    /** @param {string} protocol */
    #opened (protocol) {
      if (this.#state !== CONNECTING) return
      this.#state = OPEN
      this.#protocol = protocol
      this.dispatchEvent(new Event('open'))
    }

    /** @param {string} kind @param {Uint8Array} content */
    #deliver (kind, content) {
      const bytes = () => content.slice().buffer
      const data = kind === 't' ? DECODER.decode(content) : this.#binary === 'blob' ? new Blob([bytes()]) : bytes()
      this.dispatchEvent(new MessageEvent('message', { data, origin: this.#url.protocol === 'oro:' ? origin : this.#url.origin }))
    }

    /** @param {Uint8Array} content */
    #closedBy (content) {
      this.#end = { code: new DataView(content.buffer, content.byteOffset).getUint16(0), reason: DECODER.decode(content.subarray(2)) }
      this.#finish(true)
    }

    /** @param {boolean} wasClean */
    #finish (wasClean) {
      if (this.#state === CLOSED) return
      this.#state = CLOSED
      this.#queue = []
      this.#leaving.abort()
      if (!wasClean) this.dispatchEvent(new Event('error'))
      this.dispatchEvent(new CloseEvent('close', { ...this.#end, wasClean }))
    }

    /** @param {Uint8Array | Promise<Uint8Array>} made */
    #put (made) {
      this.#queue.push(made)
      if (!this.#sending) this.#flush()
    }

    /** Send what waits, in its order. */
    async #flush () {
      this.#sending = true
      await null
      while (this.#queue.length > 0 && this.#state !== CLOSED) {
        const batch = []
        let size = 0
        while (this.#queue.length > 0 && size < BATCH) {
          const made = await /** @type {any} */ (this.#queue.shift())
          if (size > 0 && size + made.length > BATCH) {
            this.#queue.unshift(made)
            break
          }
          batch.push(made)
          size += made.length
        }
        try {
          await engine.fetch(`ipc://internal.sockets.send/?id=${this.#id}`, { method: 'POST', body: joined(batch), headers: { 'content-type': 'application/octet-stream' } })
        } catch {
          break // the stream of frames tells why
        }
        for (const made of batch) if (made[0] !== 99) this.#buffered -= made.length - HEAD
      }
      this.#sending = false
    }

    /** @param {string} type */
    #handler (type) {
      return this.#handlers.get(type)?.given ?? null
    }

    /** @param {string} type @param {any} given */
    #setHandler (type, given) {
      const before = this.#handlers.get(type)
      if (before) this.removeEventListener(type, before.listener)
      this.#handlers.delete(type)
      if (typeof given !== 'function') return
      const listener = (/** @type {Event} */ event) => given.call(this, event)
      this.#handlers.set(type, { given, listener })
      this.addEventListener(type, listener)
    }

    get onopen () { return this.#handler('open') }
    set onopen (given) { this.#setHandler('open', given) }
    get onmessage () { return this.#handler('message') }
    set onmessage (given) { this.#setHandler('message', given) }
    get onerror () { return this.#handler('error') }
    set onerror (given) { this.#setHandler('error', given) }
    get onclose () { return this.#handler('close') }
    set onclose (given) { this.#setHandler('close', given) }

    /** @param {any} socket */
    static made (socket) { return #id in socket }
  }

  /** Have a member of `WebSocket.prototype` be ours for our sockets, so that classes that extend WebSocket have it, too. */
  for (const [name, own] of Object.entries(Object.getOwnPropertyDescriptors(OwnWebSocket.prototype))) {
    const native = Object.getOwnPropertyDescriptor(Native.prototype, name)
    if (name === 'constructor' || !native) continue
    for (const key of /** @type {const} */ (['value', 'get', 'set'])) {
      const [ours, theirs] = [own[key], native[key]]
      if (!ours || !theirs) continue
      native[key] = { [name] (/** @type {any[]} */ ...given) {
        return Reflect.apply(OwnWebSocket.made(this) ? ours : theirs, this, given)
      } }[name]
    }
    Object.defineProperty(Native.prototype, name, native)
  }
  Object.defineProperty(Native.prototype, Symbol.for('oro.runtime.sockets'), { value: true })

  /** @param {any} given @returns {string[]} */
  function protocolsOf (given) {
    const wanted = given === undefined ? [] : Array.isArray(given) ? given.map(String) : [String(given)]
    if (new Set(wanted).size < wanted.length || !wanted.every((each) => TOKEN.test(each))) {
      throw new DOMException(`Cannot open a WebSocket: its protocols are ${JSON.stringify(wanted)}`, 'SyntaxError')
    }
    return wanted
  }

  scope.WebSocket = new Proxy(Native, {
    construct (target, given, made) {
      const url = given.length > 0 ? ownAddress(given[0]) : null
      if (url === null) return Reflect.construct(target, given, made)
      if (url.hash) throw new DOMException(`Cannot open a WebSocket to ${url.href}: its address has a fragment`, 'SyntaxError')
      return Reflect.construct(OwnWebSocket, [url, protocolsOf(given[1])], made)
    }
  })
})
