import { headOf } from '../../../head.js'

/**
 * The clients of HTTP: they ask servers of the container over its ports, and others by the page's `fetch`.
 * @param {any} given
 * @param {any} IncomingMessage
 * @param {any} OutgoingMessage
 * @returns {{ ClientRequest: any, Agent: any }}
 */
export function makeClient ({ node, ports, alive, socketOf }, IncomingMessage, OutgoingMessage) {
  const { Buffer } = node('buffer.js')

  class Agent {
    /** @param {any} [options] */
    constructor (options = {}) {
      this.options = options
    }

    destroy () {}
  }

  class ClientRequest extends OutgoingMessage {
    #url
    /** @type {Uint8Array[]} */
    #parts = []
    #giveUp = new AbortController()
    #release = alive.hold()
    /** @type {any} */
    #timer
    aborted = false
    reusedSocket = false

    /** @param {string} protocol @param {any} input an address, or options @param {any} [options] @param {any} [call] */
    constructor (protocol, input, options, call) {
      // Its end is that of the answer, and not of what was written.
      super({ decodeStrings: true, autoDestroy: false, emitClose: false })
      const named = typeof input === 'string' ? new URL(input) : input
      if (typeof options === 'function') [options, call] = [{}, options]
      const asked = named instanceof URL ? { ...partsOf(named), ...options } : { ...named, ...options }
      this.#url = addressOf(protocol, asked)
      for (const [name, value] of Object.entries(asked.headers ?? {})) this.setHeader(name, value)
      if (asked.auth && !this.hasHeader('authorization')) this.setHeader('Authorization', `Basic ${Buffer.from(asked.auth).toString('base64')}`)
      this.method = String(asked.method ?? 'GET').toUpperCase()
      this.path = this.#url.pathname + this.#url.search
      this.host = this.#url.hostname
      this.protocol = protocol
      this.socket = this.connection = socketOf(null, Number(this.#url.port))
      if (call) this.once('response', call)
      if (asked.timeout) this.setTimeout(asked.timeout)
      asked.signal?.addEventListener('abort', () => this.destroy(asked.signal.reason), { once: true })
    }

    setNoDelay () { return this }

    setSocketKeepAlive () { return this }

    /** @param {number} milliseconds @param {() => void} [call] */
    setTimeout (milliseconds, call) {
      if (call) this.once('timeout', call)
      clearTimeout(this.#timer)
      if (milliseconds) this.#timer = setTimeout(() => this.emit('timeout'), milliseconds)
      return this
    }

    abort () {
      this.aborted = true
      this.destroy()
    }

    /** @param {Uint8Array} chunk @param {string} _ @param {() => void} done */
    _write (chunk, _, done) {
      this.#parts.push(chunk)
      done()
    }

    /** @param {() => void} done */
    _final (done) {
      this.headersSent = true
      const asking = this.hasHeader('upgrade') ? this.#upgrade() : this.#ask()
      asking.catch((error) => this.destroy(this.#failure(error)))
      done()
    }

    /** @param {Error | null} error @param {(error: Error | null) => void} done */
    _destroy (error, done) {
      this.#giveUp.abort()
      done(error)
      this.#close()
    }

    async #ask () {
      const body = Buffer.concat(this.#parts)
      const { status, message, headers, body: answer } = await ports.ask(this.#url, { method: this.method, headers: this._pairs(), body, signal: this.#giveUp.signal })
      if (this.destroyed) return
      clearTimeout(this.#timer)
      const empty = this.method === 'HEAD' || status === 204 || status === 304
      if (empty) answer?.cancel().catch(() => {})
      const incoming = new IncomingMessage(this.socket, { statusCode: status, statusMessage: message, headers, body: empty ? null : answer })
      incoming.once('close', () => this.#close())
      if (!this.emit('response', incoming)) incoming.resume()
    }

    async #upgrade () {
      const wire = ports.upgrade(this.#url, this._pairs())
      const { status, message, headers, rest } = await headOf(wire)
      clearTimeout(this.#timer)
      const socket = socketOf(wire, Number(this.#url.port))
      const incoming = new IncomingMessage(socket, { statusCode: status, statusMessage: message, headers })
      if (status !== 101) this.emit('response', incoming)
      else if (!this.emit('upgrade', incoming, socket, Buffer.from(rest))) socket.destroy()
      this.#close()
    }

    #close () {
      clearTimeout(this.#timer)
      this.#release()
      queueMicrotask(() => this.emit('close'))
    }

    /** @param {any} error */
    #failure (error) {
      if (error?.code !== 'ECONNREFUSED') return error
      const { hostname, port } = this.#url
      return Object.assign(new Error(`connect ECONNREFUSED ${hostname}:${port}`), { code: 'ECONNREFUSED', errno: -111, syscall: 'connect', address: hostname, port: Number(port) })
    }
  }
  return { ClientRequest, Agent }
}

/** @param {URL} url */
function partsOf ({ protocol, hostname, port, pathname, search, username, password }) {
  return { protocol, hostname, port, path: pathname + search, ...(username ? { auth: `${decodeURIComponent(username)}:${decodeURIComponent(password)}` } : {}) }
}

/** @param {string} protocol @param {any} options @returns {URL} */
function addressOf (protocol, { protocol: named, hostname, host = 'localhost', port, defaultPort, path = '/' }) {
  const name = String(hostname ?? host).replace(/^\[|\]$/g, '')
  const at = port || defaultPort
  return new URL(`${named ?? protocol}//${name.includes(':') ? `[${name}]` : name}${at ? `:${at}` : ''}${path.startsWith('/') ? path : `/${path}`}`)
}
