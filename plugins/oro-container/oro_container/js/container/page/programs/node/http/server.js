import { Wire } from '../../../wire.js'

/** @param {any} given @param {any} IncomingMessage @param {any} ServerResponse @returns {any} the class of servers on ports of the container */
export function makeServer ({ node, servers, alive, socketOf }, IncomingMessage, ServerResponse) {
  const { EventEmitter } = node('events.js')
  const { Buffer } = node('buffer.js')

  return class Server extends EventEmitter {
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
    #answer ({ kind, method, path: url, headers, body, port }, reply) {
      if (kind === 'upgrade') return this.#upgrade({ method, url, headers }, new Wire(reply), port)
      const incoming = new IncomingMessage(socketOf(null, port), { method, url, headers, body })
      const response = new ServerResponse(reply, incoming)
      if (!this.emit('request', incoming, response)) response.writeHead(404).end()
    }

    /** @param {any} request @param {Wire} wire @param {number} port */
    #upgrade (request, wire, port) {
      const socket = socketOf(wire, port)
      const incoming = new IncomingMessage(socket, { ...request, upgrade: true })
      if (this.emit('upgrade', incoming, socket, Buffer.alloc(0))) return
      const why = 'This server takes no upgrades'
      socket.end(`HTTP/1.1 426 Upgrade Required\r\ncontent-type: text/plain\r\ncontent-length: ${why.length}\r\nconnection: close\r\n\r\n${why}`)
    }
  }
}
