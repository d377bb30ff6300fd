// Has `for await` over streams in engines that lack it.
import 'oro:stream/web'
import { outcome } from './outcome.js'

/** @typedef {import('./outcome.js').Outcome} Outcome */
/** @typedef {import('./guest.js').Guest} Guest */

/** A guest that runs: its streams, its end. Its outputs wait until they are read, and it waits for them. */
export class Run {
  /** Its output. @type {ReadableStream<Uint8Array>} */
  stdout
  /** @type {ReadableStream<Uint8Array>} */
  stderr
  /** Its input: bytes or text. @type {WritableStream<Uint8Array | string>} */
  stdin
  /** How it ended; rejects when it could not be run, or its signal was aborted. @type {Promise<Outcome>} */
  exited
  /** @type {Promise<Guest>} */
  #guest
  /** @type {Guest | null} */
  #running = null
  /** Outputs that were given up. @type {(1 | 2)[]} */
  #closed = []
  /** @type {'' | 'killed' | 'timeout'} */
  #stopped = ''

  /**
   * @param {Promise<Guest>} guest not started yet
   * @param {import('./options.js').Asked} asked
   */
  constructor (guest, { signal, stdin }) {
    this.#guest = this.#started(guest, signal)
    this.stdout = this.#output(1)
    this.stderr = this.#output(2)
    this.stdin = this.#input()
    this.exited = this.#ended(signal)
    // Callers may await a stream alone, which tells them as well.
    this.exited.catch(() => {})
    this.#guest.catch(() => {})
    if (stdin instanceof ReadableStream) stdin.pipeTo(/** @type {WritableStream<any>} */ (this.stdin)).catch(() => {})
    else if (stdin) this.#give(stdin)
  }

  /** End it, whatever it does. No effect on one that has ended. */
  kill () {
    this.#stopped ||= 'killed'
    this.#running?.kill('killed')
  }

  /** @returns {Promise<string>} everything it writes to its output, as text */
  text () {
    return new Response(this.stdout).text()
  }

  async [Symbol.asyncDispose] () {
    this.kill()
    await this.exited.catch(() => {})
  }

  /** @param {Promise<Guest>} guest @param {AbortSignal | undefined} signal */
  async #started (guest, signal) {
    signal?.throwIfAborted()
    const made = await guest
    signal?.throwIfAborted()
    if (this.#stopped) return made
    await made.start()
    this.#running = made
    for (const fd of this.#closed) made.close(fd)
    if (this.#stopped || signal?.aborted) made.kill('killed')
    return made
  }

  /** @param {AbortSignal | undefined} signal @returns {Promise<Outcome>} */
  async #ended (signal) {
    const abort = () => this.#running?.kill('killed')
    signal?.addEventListener('abort', abort)
    try {
      const guest = await this.#guest
      const ended = this.#running ? await guest.wait() : outcome({ stopped: 'killed' })
      if (ended.stopped === 'killed' && !this.#stopped) signal?.throwIfAborted()
      return ended
    } finally {
      signal?.removeEventListener('abort', abort)
    }
  }

  /** @param {1 | 2} fd @returns {ReadableStream<Uint8Array>} */
  #output (fd) {
    return new ReadableStream({
      pull: async (controller) => {
        const guest = await this.#guest
        const bytes = this.#running ? await guest.take(fd) : null
        if (bytes === null) controller.close()
        else controller.enqueue(bytes)
      },
      cancel: () => {
        this.#closed.push(fd)
        this.#running?.close(fd)
      }
    }, { highWaterMark: 0 })
  }

  #input () {
    return new WritableStream({
      write: async (chunk) => {
        const guest = await this.#guest
        await guest.write(bytesOf(chunk))
      },
      close: async () => {
        const guest = await this.#guest
        await guest.end()
      },
      abort: async () => {
        const guest = await this.#guest
        await guest.end()
      }
    })
  }

  /** @param {Uint8Array} bytes */
  async #give (bytes) {
    const writer = this.stdin.getWriter()
    try {
      if (bytes.length) await writer.write(bytes)
      await writer.close()
    } catch {
      // It has ended without reading them.
    }
  }
}

/** @param {any} chunk @returns {Uint8Array<ArrayBuffer>} */
function bytesOf (chunk) {
  if (typeof chunk === 'string') return new TextEncoder().encode(chunk)
  if (chunk instanceof ArrayBuffer) return new Uint8Array(chunk)
  if (ArrayBuffer.isView(chunk)) return new Uint8Array(/** @type {ArrayBuffer} */ (chunk.buffer), chunk.byteOffset, chunk.byteLength)
  throw new TypeError('Cannot write to a guest: give bytes or text')
}
