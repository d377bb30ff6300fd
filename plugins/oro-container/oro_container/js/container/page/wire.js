/**
 * Bytes both ways between a server in a container and who asked it. Who writes is a little ahead of who reads, and no more.
 * @module
 */

const WINDOW = 64 * 1024

export class Wire {
  #port
  #credits = WINDOW
  /** @type {(() => void)[]} */
  #waiting = []
  /** @type {Uint8Array[]} */
  #came = []
  /** @type {(() => void) | null} */
  #reader = null
  #ended = false
  #closed = false
  /** @type {Error | null} why it was refused */
  refused = null
  /** Called once it is closed. */
  finished = () => {}

  /** @param {MessagePort} port */
  constructor (port) {
    this.#port = port
    port.onmessage = ({ data }) => this.#hear(data)
  }

  /** Take the next bytes. @returns {Promise<Uint8Array | null>} none at the end */
  async read () {
    while (!this.#came.length && !this.#ended) await new Promise((resolve) => { this.#reader = () => resolve(undefined) })
    const data = this.#came.shift() ?? null
    if (data && !this.#closed) this.#port.postMessage({ taken: data.length })
    return data
  }

  /** @param {Uint8Array} bytes @returns {Promise<void>} resolves once more may be written; what is written to a wire that is closed is lost */
  async write (bytes) {
    if (this.#closed || !bytes.length) return
    const data = bytes.slice()
    this.#credits -= data.length
    this.#port.postMessage({ data }, [data.buffer])
    while (this.#credits <= 0 && !this.#closed) await new Promise((resolve) => this.#waiting.push(() => resolve(undefined)))
  }

  /** Say that nothing follows. */
  end () {
    if (!this.#closed) this.#port.postMessage({ end: true })
  }

  /** Neither read nor write any more. */
  close () {
    if (this.#closed) return
    this.#port.postMessage({ close: true })
    this.#finish()
  }

  /** Take note that the other end is gone. */
  lose () {
    if (!this.#closed) this.#finish()
  }

  /** @param {any} message */
  #hear (message) {
    if (message.data) this.#came.push(message.data)
    if (message.taken) this.#credits += message.taken
    if (message.end) this.#ended = true
    if (message.kind === 'refused') this.refused = Object.assign(new TypeError(message.message), { code: message.code })
    if ((message.close || this.refused) && !this.#closed) this.#finish()
    this.#wake()
  }

  #finish () {
    this.#ended = this.#closed = true
    this.#wake()
    this.#port.close()
    this.finished()
  }

  #wake () {
    const reader = this.#reader
    this.#reader = null
    reader?.()
    if (this.#credits > 0 || this.#closed) for (const go of this.#waiting.splice(0)) go()
  }
}
