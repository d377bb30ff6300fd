/** The ends of a program's pipes that a page has, as Node streams. Bytes wait in the pipe until they are wanted. */

import { Buffer } from 'oro:buffer'
import { request, write } from 'oro:ipc'
import { Duplex, Readable, Writable } from 'oro:stream'
import { systemError } from './errors.js'

/** Bytes sent at once. */
const PIECE = 1 << 20

/** Reads one pipe, a piece on each request: engines read ahead of a stream. */
class Inlet {
  #ended = false
  #abort = new AbortController()

  /**
   * @param {string | null} id of the program; null gives nothing, at once
   * @param {number} fd
   */
  constructor (id, fd) {
    this.id = id
    this.fd = fd
  }

  /** @param {Readable} to */
  async read (to) {
    if (this.id === null) return void to.push(null)
    const options = { signal: this.#abort.signal, responseType: /** @type {const} */ ('arraybuffer') }
    const { err, data } = await request('child_process.take', { id: this.id, fd: this.fd }, options)
    if (to.destroyed) return
    if (err) return void to.destroy(systemError('read', err))
    this.#ended = data.byteLength === 0
    to.push(this.#ended ? null : Buffer.from(data))
  }

  /** Give the pipe up: the program is told when it writes again. */
  close () {
    if (this.id === null || this.#ended) return
    this.#abort.abort()
    request('child_process.close', { id: this.id, fd: this.fd })
  }
}

/**
 * @param {string | null} id
 * @param {number} fd
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
async function send (id, fd, bytes) {
  for (let at = 0; at < bytes.length; at += PIECE) {
    const { err } = await write('child_process.write', { id, fd }, bytes.subarray(at, at + PIECE))
    if (err) throw closed(err)
  }
}

/** @param {any} err */
function closed (err) {
  const gone = err.name === 'NotFoundError' || err.name === 'NotSupportedError' || err.code === 'ERR_CLOSED'
  return systemError('write', gone ? { errno: -32, code: 'EPIPE' } : err)
}

/**
 * @param {string | null} id
 * @param {number} fd
 */
export function output (id, fd) {
  const inlet = new Inlet(id, fd)
  return unreferenced(new Readable({
    read () { inlet.read(this) },
    destroy (error, done) { inlet.close(); done(error) }
  }))
}

/**
 * @param {string | null} id
 * @param {number} fd
 */
export function input (id, fd) {
  return unreferenced(new Writable(outlet(id, fd)))
}

/**
 * @param {string | null} id
 * @param {number} fd
 */
export function both (id, fd) {
  const inlet = new Inlet(id, fd)
  const { write, final } = outlet(id, fd)
  return unreferenced(new Duplex({
    allowHalfOpen: false,
    write,
    final,
    read () { inlet.read(this) },
    destroy (error, done) {
      if (id !== null) request('child_process.close', { id, fd })
      done(error)
    }
  }))
}

/**
 * @param {string | null} id
 * @param {number} fd
 */
function outlet (id, fd) {
  let over = id === null
  return {
    /** @type {(bytes: any, encoding: string, done: (error?: any) => void) => void} */
    write (bytes, _, done) {
      send(id, fd, bytes).then(() => done(), done)
    },
    /** @type {(done: (error?: any) => void) => void} */
    final (done) {
      if (over) return done()
      over = true
      request('child_process.end', { id, fd }).then(() => done())
    },
    /** @type {(error: any, done: (error?: any) => void) => void} */
    destroy (error, done) {
      if (!over) request('child_process.close', { id, fd })
      over = true
      done(error)
    }
  }
}

/**
 * Nothing keeps a page running, so these have no effect; Node's sockets have them.
 * @template {object} T
 * @param {T} made
 * @returns {T & { ref(): T, unref(): T }}
 */
function unreferenced (made) {
  return Object.assign(made, { ref: () => made, unref: () => made })
}
