/** Broadcast channels over the routes of the plugin oro-broadcast. */

import { maybeMakeError } from './error.js'
import { linesOf } from '../../internal/lines.js'
import { request, write } from './transport.js'
import { stream } from './stream.js'

/** @typedef {{ origin: string, token: string, name: string, data: string, id: string }} BroadcastMessage */

const EVENT = 'broadcastchannelmessage'

/**
 * The web's BroadcastChannel, through the host: a message of one reaches all others of that name and origin, in any
 * window or worker. A message is what JSON carries.
 */
export class IPCBroadcastChannel extends EventTarget {
  #token = crypto.randomUUID()
  #controller = new AbortController()
  /** @type {Promise<void>} */
  #posted
  /** @type {Map<string, (event: any) => any>} */
  #handlers = new Map()

  /**
   * @param {string} name
   * @param {{ origin?: string }} [options]
   */
  constructor (name, { origin = ownOrigin() } = {}) {
    if (arguments.length === 0) throw new TypeError('Cannot make a BroadcastChannel: it needs a name')
    super()
    this.name = String(name)
    this.origin = origin
    /** Settles when what others say from now on is heard; rejects when the host refuses. */
    this.ready = this.#listen()
    this.ready.catch((error) => this.#fail(error))
    this.#posted = this.ready.catch(() => {})
  }

  /**
   * Say something to every other channel of this name. It leaves after what was said before; that the host refused it
   * is told as event `messageerror`.
   * @param {any} message what JSON carries
   * @throws {DOMException} InvalidStateError, the channel is closed; DataCloneError, JSON cannot carry it
   */
  postMessage (message) {
    if (arguments.length === 0) throw new TypeError('Cannot post a message: there is none')
    if (this.#controller.signal.aborted) throw new DOMException('Cannot post a message: the channel is closed', 'InvalidStateError')
    const data = jsonText(message)
    this.#posted = this.#posted.then(() => this.#post(data))
  }

  /** Hear nothing more; what was posted before still leaves. */
  close () {
    this.#controller.abort()
  }

  get onmessage () {
    return this.#handlers.get('message') ?? null
  }

  set onmessage (handler) {
    this.#handle('message', handler)
  }

  get onmessageerror () {
    return this.#handlers.get('messageerror') ?? null
  }

  set onmessageerror (handler) {
    this.#handle('messageerror', handler)
  }

  /**
   * @param {string} type
   * @param {any} handler
   */
  #handle (type, handler) {
    const old = this.#handlers.get(type)
    if (old) this.removeEventListener(type, old)
    this.#handlers.delete(type)
    if (typeof handler !== 'function') return
    this.#handlers.set(type, handler)
    this.addEventListener(type, handler)
  }

  /** @param {string} data */
  async #post (data) {
    const { name, origin } = this
    const { err } = await write('broadcast_channel.postMessage', { name, origin, token: this.#token }, data)
    if (err && err.message !== 'No subscribers') this.#fail(err)
  }

  #listen () {
    const { signal } = this.#controller
    const hear = (/** @type {BroadcastMessage} */ message) => this.#hear(message)
    const asked = { name: this.name, origin: this.origin }
    return typeof document === 'object' ? byEvents(asked, hear, signal) : byStream(asked, hear, signal, (error) => this.#fail(error))
  }

  /** @param {BroadcastMessage} message */
  #hear ({ token, data, origin }) {
    if (token === this.#token || this.#controller.signal.aborted) return
    this.dispatchEvent(new MessageEvent('message', { data: JSON.parse(data), origin }))
  }

  /** @param {any} error */
  #fail (error) {
    if (!this.#controller.signal.aborted) this.dispatchEvent(new MessageEvent('messageerror', { data: maybeMakeError(error) }))
  }
}

/**
 * @param {{ name: string, origin: string }} asked
 * @param {(message: BroadcastMessage) => void} hear
 * @param {AbortSignal} signal
 */
async function byEvents (asked, hear, signal) {
  const { err, data } = await request('broadcast_channel.subscribe', asked)
  if (err) throw err
  const stop = () => { request('broadcast_channel.unsubscribe', { id: data.id }) }
  if (signal.aborted) return stop()
  const heard = (/** @type {any} */ { detail }) => { if (detail.data.id === data.id) hear(detail.data.message) }
  globalThis.addEventListener(EVENT, heard, { signal })
  signal.addEventListener('abort', stop, { once: true })
}

/**
 * Events reach pages alone; a worker holds a stream.
 * @param {{ name: string, origin: string }} asked
 * @param {(message: BroadcastMessage) => void} hear
 * @param {AbortSignal} signal
 * @param {(error: any) => void} fail
 */
async function byStream (asked, hear, signal, fail) {
  const { body } = await stream('broadcast_channel.listen', asked, { signal })
  const lines = linesOf(/** @type {ReadableStream<Uint8Array>} */ (body))
  // The first line says that the host has begun to listen.
  await lines.next()
  const listen = async () => { for await (const line of lines) if (line) hear(JSON.parse(line)) }
  listen().then(() => { throw new Error('Cannot listen any more: the stream has ended') }).catch(fail)
}

/** @param {any} message */
function jsonText (message) {
  try {
    var text = JSON.stringify(message)
  } catch (error) {
    throw new DOMException(`Cannot post a message: ${error}`, 'DataCloneError')
  }
  if (text === undefined) throw new DOMException('Cannot post a message: JSON has nothing for it', 'DataCloneError')
  return text
}

function ownOrigin () {
  const { RUNTIME_WORKER_LOCATION: real, location } = globalThis
  const url = new URL(real ?? location.href)
  return url.protocol === 'oro:' ? `oro://${url.host}` : url.origin
}
