/**
 * `node:http` of a program in a page: servers on the container's ports. Requests come as a whole, answers go piece by piece as they
 * are read.
 * @module
 */

/** @type {Record<number, string>} */
const MESSAGES = {
  200: 'OK',
  201: 'Created',
  202: 'Accepted',
  204: 'No Content',
  206: 'Partial Content',
  301: 'Moved Permanently',
  302: 'Found',
  303: 'See Other',
  304: 'Not Modified',
  307: 'Temporary Redirect',
  308: 'Permanent Redirect',
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  409: 'Conflict',
  413: 'Payload Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Entity',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable'
}

/** @param {any} given @returns {any} */
export function makeHttp ({ node, servers, alive, tree }) {
  const { EventEmitter } = node('events.js')
  const { Readable, Writable } = node('stream.js')
  const { Buffer } = node('buffer.js')

  class IncomingMessage extends Readable {
    /** @param {any} request */
    constructor ({ method, path, headers, body, port }) {
      super({ read () {} })
      this.method = method
      this.url = path
      this.httpVersion = '1.1'
      this.httpVersionMajor = this.httpVersionMinor = 1
      this.headers = Object.fromEntries(headers)
      this.rawHeaders = headers.flat()
      this.socket = this.connection = { remoteAddress: '127.0.0.1', remotePort: 0, localPort: port, encrypted: false, destroy () {}, on () {}, setTimeout () {}, setKeepAlive () {}, setNoDelay () {} }
      this.complete = true
      if (body.length) this.push(Buffer.from(body))
      this.push(null)
    }
  }

  class ServerResponse extends Writable {
    statusCode = 200
    statusMessage = ''
    headersSent = false
    sendDate = false
    #reply
    #pulls = 0
    /** @type {(() => void) | null} */
    #waiting = null
    /** @type {Map<string, [string, any]>} */
    #headers = new Map()

    /** @param {MessagePort} reply @param {IncomingMessage} request */
    constructor (reply, request) {
      super({ decodeStrings: true })
      this.#reply = reply
      this.req = request
      this.socket = this.connection = request.socket
      const release = alive.hold()
      this.once('close', release)
      reply.onmessage = ({ data }) => {
        if (data.kind === 'cancel') {
          this.destroy()
          request.destroy()
        } else if (data.kind === 'pull') {
          this.#pulls++
          this.#go()
        }
      }
    }

    /** @param {string} name @param {any} value */
    setHeader (name, value) {
      if (this.headersSent) throw Object.assign(new Error('Cannot set headers after they are sent to the client'), { code: 'ERR_HTTP_HEADERS_SENT' })
      this.#headers.set(String(name).toLowerCase(), [name, value])
      return this
    }

    /** @param {string} name */
    getHeader (name) { return this.#headers.get(name.toLowerCase())?.[1] }

    getHeaders () { return Object.fromEntries([...this.#headers].map(([name, [, value]]) => [name, value])) }

    getHeaderNames () { return [...this.#headers.keys()] }

    /** @param {string} name */
    hasHeader (name) { return this.#headers.has(name.toLowerCase()) }

    /** @param {string} name */
    removeHeader (name) { this.#headers.delete(name.toLowerCase()) }

    /** @param {string} name @param {any} value */
    appendHeader (name, value) { return this.setHeader(name, [this.getHeader(name) ?? [], value].flat()) }

    /** @param {number} status @param {any} [message] @param {any} [headers] */
    writeHead (status, message, headers) {
      this.statusCode = status
      if (typeof message === 'string') this.statusMessage = message
      else headers = message
      const pairs = Array.isArray(headers) ? headers.flat().reduce((/** @type {any[]} */ all, /** @type {any} */ each, /** @type {number} */ index) => index % 2 ? (all[all.length - 1].push(each), all) : [...all, [each]], []) : Object.entries(headers ?? {})
      for (const [name, value] of pairs) this.setHeader(name, value)
      return this
    }

    flushHeaders () { this.#head() }

    writeContinue () {}

    setTimeout () { return this }

    /** @param {Uint8Array} chunk @param {string} _ @param {(error?: Error) => void} done */
    _write (chunk, _, done) {
      this.#head()
      this.#waiting = () => {
        this.#pulls--
        const data = new Uint8Array(chunk)
        this.#reply.postMessage({ kind: 'data', data }, [data.buffer])
        done()
      }
      // An answer without a body is read by no one.
      if (this.req.method === 'HEAD') this.#pulls++
      this.#go()
    }

    /** @param {(error?: Error) => void} done */
    _final (done) {
      this.#head()
      this.#reply.postMessage({ kind: 'end' })
      done()
    }

    /** @param {Error | null} error @param {(error: Error | null) => void} done */
    _destroy (error, done) {
      if (!this.writableFinished) this.#reply.postMessage({ kind: 'broken' })
      done(error)
    }

    #go () {
      if (!this.#pulls || !this.#waiting) return
      const go = this.#waiting
      this.#waiting = null
      go()
    }

    #head () {
      if (this.headersSent) return
      this.headersSent = true
      tree.flush()
      const headers = [...this.#headers.values()].flatMap(([name, value]) => [value].flat().map((each) => [name, String(each)]))
      const message = this.statusMessage || MESSAGES[this.statusCode] || ''
      this.#reply.postMessage({ kind: 'head', status: this.statusCode, message, headers })
    }
  }

  class Server extends EventEmitter {
    listening = false
    #opened = /** @type {any} */ (null)

    /** @param {any} [options] @param {any} [listener] */
    constructor (options, listener) {
      super()
      const call = typeof options === 'function' ? options : listener
      if (call) this.on('request', call)
    }

    /** @param {any} [port] @param {...any} rest */
    listen (port = 0, ...rest) {
      const number = typeof port === 'object' && port !== null ? Number(port.port ?? 0) : Number(port)
      const call = [port, ...rest].find((each) => typeof each === 'function')
      if (call) this.once('listening', call)
      servers.listen(Number.isNaN(number) ? 0 : number, (/** @type {any} */ request, /** @type {MessagePort} */ reply) => this.#answer(request, reply)).then((/** @type {any} */ opened) => {
        this.#opened = opened
        this.listening = true
        this.emit('listening')
      }, (/** @type {any} */ error) => {
        const why = error.code === 'EADDRINUSE' ? `listen EADDRINUSE: address already in use :::${number}` : error.message
        const told = Object.assign(new Error(why), { code: error.code, errno: -98, syscall: 'listen', address: '::', port: number })
        // Not in this job: without a listener it is an error of the program, not of a promise.
        queueMicrotask(() => this.emit('error', told))
      })
      return this
    }

    address () { return this.#opened && { address: '::', family: 'IPv6', port: this.#opened.port } }

    /** @param {(error?: Error) => void} [done] */
    close (done) {
      if (done) this.once('close', done)
      const opened = this.#opened
      this.#opened = null
      this.listening = false
      const close = opened ? opened.close() : Promise.resolve()
      alive.until(close.then(() => this.emit('close')))
      return this
    }

    closeAllConnections () {}

    closeIdleConnections () {}

    setTimeout () { return this }

    ref () { return this }

    unref () { return this }

    /** @param {any} request @param {MessagePort} reply */
    #answer (request, reply) {
      const incoming = new IncomingMessage(request)
      const response = new ServerResponse(reply, incoming)
      if (!this.emit('request', incoming, response)) response.writeHead(404).end()
    }
  }

  const refuse = (/** @type {string} */ name) => () => {
    throw Object.assign(new Error(`Cannot use http.${name}() in the page engine; use fetch()`), { code: 'ERR_NOT_IMPLEMENTED' })
  }
  return {
    createServer: (/** @type {any} */ options, /** @type {any} */ listener) => new Server(options, listener),
    Server,
    IncomingMessage,
    ServerResponse,
    STATUS_CODES: MESSAGES,
    METHODS: ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'],
    request: refuse('request'),
    get: refuse('get'),
    Agent: class Agent {},
    globalAgent: {}
  }
}
