/** A handle of a connection of the host, as Node's own is one of the kernel; its reads are its only state. */

import { request, sendSync, stream, write } from 'oro:ipc'
import { newId } from './ids.js'

/** Bytes that travel in one call; more are sent piece by piece, so that a slow peer is noticed. */
const PIECE = 1 << 20

/** Bytes the host sends before it is asked again: WebKitGTK takes an answer in whether the page reads it or not. */
const SLICE = 1 << 20

const JSON_TYPE = 'application/json'

/**
 * @typedef {{ localAddress?: string, localPort?: number, localFamily?: string, remoteAddress?: string,
 *   remotePort?: number, remoteFamily?: string, [further: string]: any }} Info
 */

export class Handle {
  /** @type {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | null} */
  #reader = null
  #reading = new AbortController()
  /** Bytes of the slice that is being read. */
  #taken = 0
  /** Pieces that the host has not answered yet. */
  writing = 0
  /** The stream that this is spoken over, where it is no socket. @type {any} */
  _parentWrap = undefined

  /**
   * @param {'net' | 'tls'} service
   * @param {string} [id]
   */
  constructor (service, id = newId()) {
    this.service = service
    this.id = id
  }

  /**
   * Call `<service>.<name>` of this connection.
   * @param {string} name
   * @param {Record<string, any>} [params]
   * @param {AbortSignal} [signal]
   * @returns {Promise<any>} the answer; rejects with the host's error
   */
  async call (name, params = {}, signal) {
    return done(await request(`${this.service}.${name}`, { id: this.id, ...params }, { signal }))
  }

  /**
   * The same with parameters too large for a URL.
   * @param {string} name
   * @param {Record<string, any>} params
   * @param {AbortSignal} [signal]
   * @returns {Promise<any>}
   */
  async post (name, params, signal) {
    return done(await post(`${this.service}.${name}`, { id: this.id, ...params }, signal))
  }

  /**
   * Wait for the next data of the peer; the host reads no more from it than is asked for here.
   * @returns {Promise<Uint8Array<ArrayBuffer> | null>} null at the end; rejects with the error that broke the connection
   */
  async read () {
    try {
      for (;;) {
        const reader = this.#reader ??= await this.#open()
        const { done, value } = await reader.read()
        if (!done) {
          this.#taken += value.length
          return value
        }
        if (this.#taken < SLICE) return null
        this.#reader = null
      }
    } catch (error) {
      throw await this.#cause(error)
    }
  }

  /** @returns {Promise<ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>>} */
  async #open () {
    this.#taken = 0
    const { body } = await stream(`${this.service}.read`, { id: this.id, limit: SLICE }, { signal: this.#reading.signal })
    return /** @type {any} */ (body).getReader()
  }

  /**
   * Return the host's error for a stream that broke, or the given one if the host has none.
   * @param {any} error
   */
  async #cause (error) {
    if (this.#reading.signal.aborted || error?.errno) return error
    const { data } = await request(`${this.service}.error`, { id: this.id })
    return data ?? error
  }

  /**
   * @param {Uint8Array<ArrayBuffer>} bytes
   * @param {() => void} [moved] called whenever some of them went out
   */
  async write (bytes, moved) {
    for (let at = 0; at < bytes.length || at === 0; at += PIECE) {
      const piece = bytes.length > PIECE ? bytes.subarray(at, at + PIECE) : bytes
      this.writing++
      try {
        done(await write(`${this.service}.write`, { id: this.id }, piece))
      } finally {
        this.writing--
      }
      moved?.()
    }
  }

  /** Read no more from the peer; a pending read keeps waiting. */
  stopReading () {
    this.#reading.abort()
  }

  /**
   * Close it at once.
   * @param {boolean} [reset] the peer gets a reset instead of an end
   */
  async close (reset = false) {
    this.stopReading()
    await request(`${this.service}.close`, reset ? { id: this.id, reset } : { id: this.id })
  }
}

/**
 * Call a route with parameters that are too large for a URL.
 * @param {string} route
 * @param {Record<string, any>} params
 * @param {AbortSignal} [signal]
 * @returns {Promise<import('oro:ipc').Result>}
 */
export function post (route, params, signal) {
  return write(route, {}, JSON.stringify(params), { signal, type: JSON_TYPE })
}

/**
 * The same while the page stands still.
 * @param {string} route
 * @param {Record<string, any>} params
 * @returns {import('oro:ipc').Result}
 */
export function postNow (route, params) {
  return sendSync(route, {}, { type: JSON_TYPE }, JSON.stringify(params))
}

/**
 * @param {import('oro:ipc').Result} result
 * @returns {any}
 */
export function done ({ err, data }) {
  if (err) throw err
  return data
}
