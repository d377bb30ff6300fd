/**
 * A line to the host where no socket can be opened: frames come down one request that is held open, and go up
 * in one POST at a time. Slower than the socket; calls go by the scheme instead.
 */

import { NetworkError } from 'oro:errors'
import { engine } from 'oro:internal/engine'
import { Streams } from '../wire/streams.js'
import { log } from './debug.js'

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

/**
 * Open a line.
 * @param {{ ticket: string }} pass
 * @param {import('./socket.js').OnMessage} message
 * @returns {Promise<import('./socket.js').Line>} rejects with a NetworkError when the host does not hold the request
 */
export async function openHeld ({ ticket }, message) {
  const controller = new AbortController()
  const query = `ticket=${encodeURIComponent(ticket)}`
  const response = await engine.fetch(`ipc://internal.conduit.held/?${query}`, { signal: controller.signal, cache: 'no-store' })
  if (!response.ok || !response.body) {
    throw new NetworkError(`Cannot open Conduit: the host answered ${response.status} to the held request`)
  }
  const close = () => controller.abort()
  const pushes = new Pushes(`ipc://internal.conduit.push/?${query}`, close)
  const streams = new Streams({
    send: (bytes) => pushes.add(bytes.slice()),
    buffered: () => pushes.size,
    message,
    violated: (error) => {
      log('the host broke the protocol', error.rule, error.message)
      close()
    }
  })
  const closed = read(response.body.getReader(), streams).then(() => {
    log('the held request ended')
    close()
    streams.lose()
  })
  return { streams, duplexOnly: true, closed, buffered: () => pushes.size, close }
}

/**
 * @param {ReadableStreamDefaultReader<Bytes>} reader
 * @param {Streams} streams
 */
async function read (reader, streams) {
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      streams.receive(value)
    }
  } catch {
    // However it ended, it has ended.
  }
}

const LARGEST_PUSH = 1 << 20

/** Bytes on their way up, in order: one request at a time carries all that waits. */
class Pushes {
  /** Bytes not yet taken by the host. */
  size = 0
  /** @type {Bytes[]} */
  #waiting = []
  #busy = false

  /**
   * @param {string} url
   * @param {() => void} broken
   */
  constructor (url, broken) {
    this.url = url
    this.broken = broken
  }

  /** @param {Bytes} bytes */
  add (bytes) {
    this.#waiting.push(bytes)
    this.size += bytes.length
    if (!this.#busy) this.#run()
  }

  /** The body of the next request: all that waits, up to a limit. */
  #next () {
    let size = 0
    const end = this.#waiting.findIndex((bytes) => (size += bytes.length) > LARGEST_PUSH)
    return this.#waiting.splice(0, end < 0 ? this.#waiting.length : Math.max(1, end))
  }

  async #run () {
    this.#busy = true
    try {
      while (this.#waiting.length) {
        const body = await new Blob(this.#next()).arrayBuffer()
        const response = await engine.fetch(this.url, { method: 'POST', body })
        if (!response.ok) throw new NetworkError(`the host answered ${response.status}`)
        this.size -= body.byteLength
      }
      this.#busy = false
    } catch (error) {
      log('cannot push', error)
      this.broken()
    }
  }
}
