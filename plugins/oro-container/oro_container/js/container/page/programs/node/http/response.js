import { MESSAGES } from './codes.js'

/** @param {any} given @param {any} OutgoingMessage @returns {any} the class of answers of servers */
export function makeResponse ({ alive, tree }, OutgoingMessage) {
  return class ServerResponse extends OutgoingMessage {
    statusCode = 200
    statusMessage = ''
    sendDate = false
    #reply
    #pulls = 0
    /** @type {(() => void) | null} */
    #waiting = null

    /** @param {MessagePort} reply @param {any} request */
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

    get finished () { return this.writableEnded }

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
      const message = this.statusMessage || MESSAGES[this.statusCode] || ''
      this.#reply.postMessage({ kind: 'head', status: this.statusCode, message, headers: this._pairs() })
    }
  }
}
