/**
 * The lane between a program in a worker and the kernel: calls, and streams with credits.
 * @module
 */

const WINDOW = 64 * 1024
/** Bytes of a line of a terminal at most, as its discipline has them. */
const LINE = 4096
/** Programs take `postMessage` from the global object away. */
const post = globalThis.postMessage.bind(globalThis)

/** A stream that the program writes. */
export class LaneWriter {
  #fd
  #credits = WINDOW
  /** @type {{ data: Uint8Array, done: (error?: Error) => void }[]} */
  #waiting = []
  #broken = false
  #closing = false

  #before

  /** @param {number} fd @param {() => void} before called before anything is sent */
  constructor (fd, before) {
    this.#fd = fd
    this.#before = before
  }

  /** @param {Uint8Array} data @param {(error?: Error) => void} done called once all is sent */
  write (data, done) {
    this.#waiting.push({ data, done })
    this.#send()
  }

  close () {
    this.#closing = true
    this.#send()
  }

  /** Bytes that wait for credits. */
  get held () {
    return this.#waiting.length > 0
  }

  /** @param {number} bytes */
  give (bytes) {
    this.#credits += bytes
    this.#send()
  }

  break () {
    this.#broken = true
    this.#send()
  }

  #send () {
    while (this.#waiting.length) {
      const first = this.#waiting[0]
      if (this.#broken) {
        this.#waiting.shift()
        first.done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE', errno: -32, syscall: 'write' }))
        continue
      }
      if (first.data.length && this.#credits <= 0) return
      const data = first.data.slice(0, this.#credits)
      first.data = first.data.subarray(data.length)
      this.#credits -= data.length
      if (data.length) this.#before()
      if (data.length) post({ kind: 'write', fd: this.#fd, data }, { transfer: [data.buffer] })
      if (first.data.length) return
      this.#waiting.shift()
      first.done()
    }
    if (this.#closing) {
      this.#closing = false
      post({ kind: 'close', fd: this.#fd })
    }
  }
}

/** A stream that the program reads: whoever takes what came gives credits for it. */
export class LaneReader {
  #fd
  /** @type {Uint8Array[]} */
  #held = []
  /** @type {((data: Uint8Array) => void) | null} */
  #reader = null
  /** Whether what is read is asked for, as of a terminal, whose lines are for whoever reads next. */
  asks = false

  /** @param {number} fd */
  constructor (fd) {
    this.#fd = fd
  }

  /** @param {Uint8Array} data nothing at the end */
  hear (data) {
    this.#held.push(data)
    this.#flow()
  }

  /** Take the next bytes. @returns {Promise<Uint8Array>} none at the end */
  read () {
    return new Promise((resolve) => {
      this.#reader = resolve
      if (this.asks && !this.#held.length) post({ kind: 'credit', fd: this.#fd, bytes: LINE })
      this.#flow()
    })
  }

  #flow () {
    if (!this.#reader || !this.#held.length) return
    const reader = this.#reader
    const data = /** @type {Uint8Array} */ (this.#held.shift())
    this.#reader = null
    if (data.length && !this.asks) post({ kind: 'credit', fd: this.#fd, bytes: data.length })
    reader(data)
  }
}

export class Lane {
  #last = 0
  /** @type {Map<number, { resolve: (data: any) => void, reject: (error: Error) => void }>} */
  #calls = new Map()
  /** @type {Map<number, LaneWriter>} */
  writers = new Map()
  /** @type {Map<number, LaneReader>} */
  readers = new Map()
  /** Called before anything is sent, so that files are told of first. */
  before = () => {}
  /** Takers of other messages, by kind. @type {Record<string, (message: any) => void>} */
  on = {}

  constructor () {
    for (const fd of [1, 2]) this.writer(fd)
    this.readers.set(0, new LaneReader(0))
  }

  /** Take note of what is a terminal. @param {{ terminals: number[] }} begun */
  begin ({ terminals }) {
    this.reader(0).asks = terminals.includes(0)
  }

  /** @param {number} fd @returns {LaneReader} of a stream that may have begun already */
  reader (fd) {
    const reader = this.readers.get(fd) ?? new LaneReader(fd)
    this.readers.set(fd, reader)
    return reader
  }

  /** @param {number} fd @returns {LaneWriter} */
  writer (fd) {
    const writer = this.writers.get(fd) ?? new LaneWriter(fd, () => this.before())
    this.writers.set(fd, writer)
    return writer
  }

  /** @param {any} message */
  hear (message) {
    const { kind, fd } = message
    if (kind === 'data') this.reader(fd).hear(message.data)
    else if (kind === 'credit') this.writers.get(fd)?.give(message.bytes)
    else if (kind === 'broken') this.writers.get(fd)?.break()
    else if (kind === 'answer') this.#answer(message)
    else this.on[kind]?.(message)
  }

  /** @param {string} method @param {any} params @returns {Promise<any>} */
  call (method, params) {
    const id = ++this.#last
    this.before()
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject })
      post({ kind: 'call', id, method, params })
    })
  }

  /** @param {any} message */
  #answer ({ id, data, error }) {
    const call = this.#calls.get(id)
    this.#calls.delete(id)
    if (!error) return call?.resolve(data)
    call?.reject(Object.assign(new Error(error.message), error.code ? { code: error.code } : {}))
  }
}
