/**
 * A process of a container of the page.
 * @module
 */

const WINDOW = 64 * 1024

export class PageProcess {
  #kernel
  #pid
  #decoder = new TextDecoder()
  /** @type {ReadableStreamDefaultController<string>} */
  #controller = /** @type {any} */ (null)
  /** @type {Uint8Array[]} */
  #held = []
  #wanted = false
  #credits = WINDOW
  /** @type {(() => void) | null} */
  #room = null
  #closed = false
  /** @type {(value: number) => void} */
  #exited = () => {}
  /** @type {Promise<number>} */
  exit
  /** @type {ReadableStream<string>} what it and its descendants write */
  output
  /** @type {WritableStream<string>} what it reads */
  input
  /** @type {string | null} the signal that ended it */
  signal = null

  /** @param {import('./kernel.js').KernelClient} kernel @param {number} pid */
  constructor (kernel, pid) {
    this.#kernel = kernel
    this.#pid = pid
    this.exit = new Promise((resolve) => { this.#exited = resolve })
    this.output = new ReadableStream({
      start: (controller) => { this.#controller = controller },
      pull: () => {
        this.#wanted = true
        this.#flow()
      },
      cancel: () => {
        this.#wanted = true
        this.#controller = /** @type {any} */ (null)
        this.#flow()
      }
    }, { highWaterMark: 0 })
    this.input = new WritableStream({
      write: (text) => this.#write(typeof text === 'string' ? new TextEncoder().encode(text) : text),
      close: () => { kernel.call('end_input', { pid }) },
      abort: () => { kernel.call('end_input', { pid }) }
    })
  }

  get pid () { return this.#pid }

  /** @param {string | number} [signal] SIGTERM unless given; its descendants get it too */
  kill (signal = 'SIGTERM') {
    this.#kernel.call('kill', { pid: this.#pid, signal }).catch(() => {})
  }

  /** @param {{ cols: number, rows: number }} size */
  resize ({ cols, rows }) {
    this.#kernel.call('resize', { pid: this.#pid, cols, rows }).catch((error) => { console.warn(error.message) })
  }

  /** Take a message of the kernel. @param {any} message */
  hear (message) {
    if (message.kind === 'output') {
      this.#held.push(message.data)
      this.#flow()
    } else if (message.kind === 'credit') {
      this.#credits += message.bytes
      this.#tellRoom()
    } else if (message.kind === 'input-closed') {
      this.#closed = true
      this.#tellRoom()
    } else if (message.kind === 'ended') {
      this.signal = message.signal ?? null
      this.#exited(message.status)
    }
  }

  /** End it with its container. */
  drop () {
    this.#exited(137)
    this.#closed = true
    this.#tellRoom()
    this.#held.push(new Uint8Array())
    this.#flow()
  }

  #flow () {
    while (this.#wanted && this.#held.length) {
      const data = /** @type {Uint8Array} */ (this.#held.shift())
      if (!data.length) return this.#end()
      this.#kernel.call('credit', { pid: this.#pid, bytes: data.length }).catch(() => {})
      if (!this.#controller) continue
      const text = this.#decoder.decode(data, { stream: true })
      if (!text) continue
      this.#wanted = false
      this.#controller.enqueue(text)
    }
  }

  #end () {
    const controller = this.#controller
    this.#controller = /** @type {any} */ (null)
    controller?.close()
  }

  /** @param {Uint8Array} bytes */
  async #write (bytes) {
    for (let at = 0; at < bytes.length && !this.#closed;) {
      while (this.#credits <= 0 && !this.#closed) await new Promise((resolve) => { this.#room = () => resolve(undefined) })
      const data = bytes.subarray(at, at + this.#credits)
      at += data.length
      this.#credits -= data.length
      await this.#kernel.call('input', { pid: this.#pid, data })
    }
  }

  #tellRoom () {
    const room = this.#room
    this.#room = null
    room?.()
  }
}
