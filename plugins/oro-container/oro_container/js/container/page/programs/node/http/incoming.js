/** @param {any} given @returns {any} the class of messages that come: requests of servers, and answers of clients */
export function makeIncoming ({ node }) {
  const { Readable } = node('stream.js')
  const { Buffer } = node('buffer.js')

  return class IncomingMessage extends Readable {
    httpVersion = '1.1'
    httpVersionMajor = 1
    httpVersionMinor = 1
    complete = false
    aborted = false
    trailers = {}
    /** @type {string[]} */
    rawTrailers = []
    /** @type {ReadableStreamDefaultReader<Uint8Array> | null} */
    #reader = null

    /**
     * @param {any} socket
     * @param {{ headers?: string[][], body?: Uint8Array | ReadableStream<Uint8Array> | null, [name: string]: any }} [message] with `method` and `url`, or `statusCode` and `statusMessage`
     */
    constructor (socket, { headers = [], body, ...rest } = {}) {
      super()
      Object.assign(this, { socket, connection: socket, headers: gathered(headers), rawHeaders: headers.flat(), ...rest })
      if (body instanceof ReadableStream) {
        this.#reader = body.getReader()
        return
      }
      this.complete = true
      if (body?.length) this.push(Buffer.from(body))
      this.push(null)
    }

    _read () {
      this.#reader?.read().then(({ value, done }) => {
        this.complete = done
        this.push(done ? null : Buffer.from(value))
      }, (error) => {
        this.aborted = true
        this.destroy(Object.assign(error, { code: 'ECONNRESET' }))
      })
    }

    /** @param {Error | null} error @param {(error: Error | null) => void} done */
    _destroy (error, done) {
      if (!this.complete) this.#reader?.cancel().catch(() => {})
      done(error)
    }

    setTimeout () { return this }
  }
}

/** @param {string[][]} pairs @returns {Record<string, string | string[]>} as Node has them: by small letters, each once but for cookies that are set */
function gathered (pairs) {
  /** @type {Record<string, any>} */
  const headers = {}
  for (const [given, value] of pairs) {
    const name = given.toLowerCase()
    if (name === 'set-cookie') headers[name] = [...headers[name] ?? [], value]
    else headers[name] = name in headers ? `${headers[name]}${name === 'cookie' ? '; ' : ', '}${value}` : value
  }
  return headers
}
