/** A stream both ways: what is written goes to Python, and comes back. */

import { openStream } from 'oro:ipc'

const KEPT = 160
const TICK = 100

export class Flow {
  running = false
  chunk = 64 * 1024
  received = 0
  /** Megabytes a second each way, the newest last. @type {number[]} */
  rates = []
  /** @type {(error: any) => void} */
  failed = () => {}
  #controller = new AbortController()

  /** Send until `stop()`. */
  start () {
    this.stop()
    this.running = true
    this.#controller = new AbortController()
    const { signal } = this.#controller
    this.#run(signal).catch((error) => { if (!signal.aborted) this.#broken(error) })
  }

  stop () {
    this.running = false
    this.#controller.abort()
  }

  /** The mean of the last second. */
  get rate () {
    const last = this.rates.slice(-1000 / TICK)
    return last.length ? last.reduce((sum, rate) => sum + rate, 0) / last.length : 0
  }

  /** @param {any} error */
  #broken (error) {
    this.running = false
    this.failed(error)
  }

  /** @param {AbortSignal} signal */
  async #run (signal) {
    const { readable, writable, closed } = openStream('diagnostics.stream.echo', {}, { signal })
    await Promise.all([this.#send(writable.getWriter(), signal), this.#receive(readable.getReader(), signal), closed])
  }

  /**
   * @param {WritableStreamDefaultWriter} writer
   * @param {AbortSignal} signal
   */
  async #send (writer, signal) {
    while (!signal.aborted) await writer.write(new Uint8Array(this.chunk))
  }

  /**
   * @param {ReadableStreamDefaultReader<Uint8Array>} reader
   * @param {AbortSignal} signal
   */
  async #receive (reader, signal) {
    for (let began = performance.now(), bytes = 0; !signal.aborted;) {
      const { done, value } = await reader.read()
      if (done) return
      bytes += value.length
      this.received += value.length
      const passed = performance.now() - began
      if (passed < TICK) continue
      this.rates.push(bytes / passed / 1000)
      if (this.rates.length > KEPT) this.rates.shift()
      began += passed
      bytes = 0
    }
  }
}
