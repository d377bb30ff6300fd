// Has `for await` over streams in engines that lack it.
import 'oro:stream/web'
import { textOf } from './page/text-stream.js'

/** @typedef {import('./engine.js').Engine} Engine */
/** @typedef {import('./types.js').TerminalSize} TerminalSize */

/** Characters typed at once. */
const TYPED = 1 << 18

/** A program that runs: its streams, its end. It waits while its output is not read. */
export class WebContainerProcess {
  #engine
  /** @type {Map<1 | 2, ReadableStreamDefaultReader<Uint8Array>>} */
  #readers = new Map()
  /** @type {{ code: number, signal: string } | null} */
  #ended = null
  /** @type {ReadableStream<Uint8Array> | null} */
  #bytes
  /** The number of the process in its container. @type {number} */
  pid
  /** Its exit code: 128 and the number of the signal where one ended it. @type {Promise<number>} */
  exit
  /** Its input: text written here is typed. @type {WritableStream<string>} */
  input
  /** The text that it and its descendants write, errors included unless they are piped apart. @type {ReadableStream<string>} */
  output
  /** Its error output as bytes, where `stderr: 'piped'` keeps it apart; else null. @type {ReadableStream<Uint8Array> | null} */
  errors

  /**
   * @param {Engine} engine
   * @param {number} pid
   * @param {{ input: boolean, output: boolean, apart: boolean }} wanted
   */
  constructor (engine, pid, wanted) {
    this.#engine = engine
    this.pid = pid
    this.exit = this.#wait()
    // Its holder may never ask.
    this.exit.catch(() => {})
    this.input = wanted.input ? this.#typed() : closed()
    this.#bytes = wanted.output ? this.#written(1) : null
    this.output = this.#bytes === null ? new ReadableStream({ start: (controller) => controller.close() }) : textOf(this.#bytes)
    this.errors = wanted.apart ? this.#written(2) : null
  }

  /** The name of the signal that ended it; empty while it runs, or where none did. */
  get signal () {
    return this.#ended?.signal ?? ''
  }

  /**
   * Send a signal to it and everything it started; no effect once it has ended.
   * @param {string | number} [signal] SIGKILL unless given
   */
  kill (signal = 'SIGKILL') {
    if (this.#ended === null) this.#engine.kill(this.pid, String(signal)).catch(() => {})
  }

  /** Set the size of its terminal; no effect without one. @param {TerminalSize} dimensions */
  resize ({ cols, rows }) {
    if (this.#ended === null) this.#engine.resize(this.pid, { cols, rows }).catch(() => {})
  }

  /** The next bytes of its output, in place of `output`; null at the end. @returns {Promise<Uint8Array | null>} */
  readStdout () {
    return this.#read(1, this.#bytes)
  }

  /** The next bytes of its error output, where it is piped apart; null at the end. @returns {Promise<Uint8Array | null>} */
  readStderr () {
    return this.#read(2, this.errors)
  }

  /** @param {1 | 2} fd @param {ReadableStream<Uint8Array> | null} stream */
  async #read (fd, stream) {
    if (stream === null) return null
    let reader = this.#readers.get(fd)
    if (!reader) this.#readers.set(fd, reader = stream.getReader())
    const { value, done } = await reader.read()
    return done ? null : value
  }

  async #wait () {
    this.#ended = await this.#engine.wait(this.pid)
    return this.#ended.code
  }

  /** @param {1 | 2} fd @returns {ReadableStream<Uint8Array>} */
  #written (fd) {
    return new ReadableStream({
      pull: async (controller) => {
        const bytes = await this.#engine.take(this.pid, fd)
        if (bytes === null) controller.close()
        else controller.enqueue(bytes)
      },
      cancel: () => this.#engine.close(this.pid, fd).then(() => {}, () => {})
    }, { highWaterMark: 0 })
  }

  /** @returns {WritableStream<string>} */
  #typed () {
    return new WritableStream({
      write: async (chunk) => {
        if (typeof chunk === 'string') {
          for (let at = 0; at < chunk.length; at += TYPED) await this.#engine.write(this.pid, new TextEncoder().encode(chunk.slice(at, at + TYPED)))
        } else if (/** @type {any} */ (chunk) instanceof Uint8Array) await this.#engine.write(this.pid, chunk)
        else throw new TypeError(`Cannot write to process ${this.pid}: give text or a Uint8Array`)
      },
      close: () => this.#engine.end(this.pid).then(() => {}, () => {}),
      abort: () => this.#engine.end(this.pid).then(() => {}, () => {})
    })
  }
}

/** @returns {WritableStream<string>} */
function closed () {
  const stream = new WritableStream()
  stream.close()
  return stream
}
