/** @param {any} given @returns {any} the class of messages that go: requests of clients, and answers of servers */
export function makeOutgoing ({ node }) {
  const { Writable } = node('stream.js')

  return class OutgoingMessage extends Writable {
    headersSent = false
    /** Names as they were given, and values, by small letters. @type {Map<string, [string, any]>} */
    #headers = new Map()

    /** @param {string} name @param {any} value */
    setHeader (name, value) {
      if (this.headersSent) throw Object.assign(new Error('Cannot set headers after they are sent to the client'), { code: 'ERR_HTTP_HEADERS_SENT' })
      this.#headers.set(String(name).toLowerCase(), [name, value])
      return this
    }

    /** @param {string} name @param {any} value */
    appendHeader (name, value) { return this.setHeader(name, [this.getHeader(name) ?? [], value].flat()) }

    /** @param {string} name */
    getHeader (name) { return this.#headers.get(name.toLowerCase())?.[1] }

    getHeaders () { return Object.fromEntries([...this.#headers].map(([name, [, value]]) => [name, value])) }

    getHeaderNames () { return [...this.#headers.keys()] }

    /** @param {string} name */
    hasHeader (name) { return this.#headers.has(name.toLowerCase()) }

    /** @param {string} name */
    removeHeader (name) { this.#headers.delete(name.toLowerCase()) }

    flushHeaders () {}

    /** The headers as they are sent: a pair for each value. @returns {string[][]} */
    _pairs () {
      return [...this.#headers.values()].flatMap(([name, value]) => [value].flat().map((each) => [name, String(each)]))
    }
  }
}
