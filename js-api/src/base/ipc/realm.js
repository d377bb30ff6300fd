import { NotSupportedError, TimeoutError } from '../errors.js'
import { Message } from './message.js'
import { nextSeq, windowIndex } from './params.js'
import { request, sendSync } from './transport.js'

const READY_TIMEOUT = 10000

/**
 * Wait until the preload has run here.
 * @returns {Promise<void>} rejects with a TimeoutError after ten seconds
 */
export async function ready () {
  const end = performance.now() + READY_TIMEOUT
  while (!globalThis.__args) {
    if (performance.now() > end) throw new TimeoutError('Cannot use ipc: this realm has no __args')
    await new Promise((resolve) => setTimeout(resolve, 8))
  }
}

/** @type {Record<string, any> | undefined} */
let known

/**
 * The answer of `platform.primordials`. It is fetched when first read, so importing costs nothing.
 * @type {Readonly<Record<string, any>>}
 */
export const primordials = new Proxy(Object.create(null), {
  get: (_, key) => Reflect.get(fetched(), key),
  has: (_, key) => Reflect.has(fetched(), key),
  ownKeys: () => Reflect.ownKeys(fetched()),
  getOwnPropertyDescriptor: (_, key) => Reflect.getOwnPropertyDescriptor(fetched(), key),
  set: () => false,
  deleteProperty: () => false
})

/** @returns {Record<string, any>} */
function fetched () {
  if (known) return known
  const given = globalThis.__args?.primordials
  const { err, data } = given ? { err: null, data: given } : sendSync('platform.primordials')
  if (err) throw err
  return (known = { ...data, ...globalThis.__RUNTIME_PRIMORDIAL_OVERRIDES__ })
}

/**
 * Send a message as the engine's own channel would: an `ipc:` URI is routed and its answer dropped.
 * @param {any} message
 * @throws {NotSupportedError} it is no `ipc:` URI
 */
export function postMessage (message) {
  if (!Message.isValidInput(message)) throw new NotSupportedError('Cannot post a message: it is no ipc: URI')
  request(Message.from(message).command, Message.from(message).rawParams)
}

/**
 * Dispatch an event as the host would. Text is percent-decoded and read as JSON where it is JSON.
 * @param {string} name
 * @param {any} [value] the event's `detail`
 * @param {EventTarget} [target]
 * @param {CustomEventInit} [options]
 * @returns {boolean} false when a listener prevented the default
 */
export function emit (name, value = null, target = globalThis, options = {}) {
  const detail = typeof value === 'string' ? decoded(value) : value
  return target.dispatchEvent(new CustomEvent(name, { ...options, detail }))
}

/**
 * Dispatch `resolve-<index>-<seq>`, which ends a `send()`.
 * @param {string | number | bigint} [seq] `R12` or 12
 * @param {any} [value]
 * @returns {boolean}
 */
export function resolve (seq = nextSeq(), value = null) {
  const text = String(seq).startsWith('R') ? seq : `R${seq}`
  return emit(`resolve-${windowIndex()}-${text}`, value)
}

/** @param {string} text */
function decoded (text) {
  for (const decode of [decodeURIComponent, String]) {
    try {
      return JSON.parse(decode(text))
    } catch {}
  }
  return text
}
