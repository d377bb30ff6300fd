/**
 * `node:net` and `node:tls` of a program in a page: what tells addresses apart, and sockets of requests. A page has no others.
 * @module
 */

const FOUR = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$/

/** @param {any} given @returns {{ net: any, tls: any, socketOf: (wire: import('../../wire.js').Wire | null, port: number) => any }} with what makes sockets of wires */
export function makeNet ({ node, alive }) {
  const { Duplex } = node('stream.js')
  const { Buffer } = node('buffer.js')

  class Socket extends Duplex {
    /** @type {import('../../wire.js').Wire | null} */
    #wire = null
    connecting = false
    encrypted = false
    remoteAddress = '127.0.0.1'
    remoteFamily = 'IPv4'
    remotePort = 0
    localAddress = '127.0.0.1'
    localPort = 0
    bytesRead = 0
    bytesWritten = 0

    /** Carry the bytes of a wire. @param {import('../../wire.js').Wire | null} wire @param {number} port of the server */
    carry (wire, port) {
      this.localPort = port
      this.#wire = wire
      if (wire) this.once('close', alive.hold())
      return this
    }

    _read () {
      this.#wire?.read().then((/** @type {Uint8Array | null} */ data) => {
        this.bytesRead += data?.length ?? 0
        this.push(data && Buffer.from(data))
      })
    }

    /** @param {Uint8Array} chunk @param {string} _ @param {() => void} done */
    _write (chunk, _, done) {
      this.bytesWritten += chunk.length
      if (this.#wire) this.#wire.write(chunk).then(() => done())
      else done()
    }

    /** @param {() => void} done */
    _final (done) {
      this.#wire?.end()
      done()
    }

    /** @param {Error | null} error @param {(error: Error | null) => void} done */
    _destroy (error, done) {
      this.#wire?.close()
      done(error)
    }

    address () { return { address: this.localAddress, family: 'IPv4', port: this.localPort } }

    destroySoon () {
      if (this.writableFinished) this.destroy()
      else this.end(() => this.destroy())
    }

    setTimeout () { return this }

    setNoDelay () { return this }

    setKeepAlive () { return this }

    ref () { return this }

    unref () { return this }
  }

  const refuse = (/** @type {string} */ name, /** @type {string} */ instead) => () => {
    throw Object.assign(new Error(`Cannot use ${name}() in the page engine: a page has no sockets; ${instead}, or use engine "host"`), { code: 'ERR_NOT_IMPLEMENTED' })
  }
  const isIPv4 = (/** @type {any} */ text) => FOUR.test(String(text))
  const isIPv6 = (/** @type {any} */ text) => String(text).includes(':') && URL.canParse(`http://[${String(text).replace(/%.*$/, '')}]`)
  const connect = refuse('net.connect', 'ask servers by http.request() or fetch()')
  const net = {
    Socket,
    Stream: Socket,
    isIP: (/** @type {any} */ text) => isIPv4(text) ? 4 : isIPv6(text) ? 6 : 0,
    isIPv4,
    isIPv6,
    connect,
    createConnection: connect,
    createServer: refuse('net.createServer', 'serve by http.createServer()')
  }
  const secure = refuse('tls.connect', 'ask servers by https.request() or fetch()')
  const tls = { connect: secure, createServer: refuse('tls.createServer', 'serve by http.createServer()'), createSecureContext: secure, TLSSocket: class TLSSocket extends Socket {}, rootCertificates: [] }
  return { net, tls, socketOf: (wire, port) => new Socket().carry(wire, port) }
}
