/**
 * Node's message ports: the engine's own, with Node's methods. They go onto the engine's class, because it is the
 * engine that makes the port which arrives in a message.
 *
 * A message that a port of `MessageChannel` posts is held until the running code is done, so that `receiveMessageOnPort()`
 * at the other end can have it at once, as in Node.
 * @module
 */

import { nodeError } from '../../base/errors/node.js'
import { missing } from '../../base/internal/missing.js'
import { nextTick } from '../internal/tick.js'
import { extend, listening } from './listeners.js'
import { posting, transferOf } from './transfer.js'

/** @typedef {{ message: any, transfer: Transferable[] }} Held */
/** @typedef {{ peer: MessagePort, held: Held[] }} Link */

/** A class of the engine that says in Node's words that only `MessageChannel` makes ports. */
export const MessagePort = new Proxy(globalThis.MessagePort, {
  apply () { throw notMade() },
  construct () { throw notMade() }
})

function notMade () {
  return nodeError(TypeError, 'ERR_CONSTRUCT_CALL_INVALID', 'Constructor cannot be called')
}

const { postMessage: nativePost, close: nativeClose, start: nativeStart } = MessagePort.prototype
/** @type {WeakMap<MessagePort, Link>} */
const links = new WeakMap()
/** @type {WeakSet<MessagePort>} */
const closed = new WeakSet()
/** @type {WeakMap<MessagePort, { messages: any[], stop: () => void }>} messages that came to a port without listeners */
const inboxes = new WeakMap()
/**
 * @param {any} options a transfer list, or `{ transfer }`
 * @returns {Transferable[]} what is handed over, ports with all that they hold
 */
export function carried (options) {
  const items = transferOf(options)
  for (const item of items) if (item instanceof MessagePort) flush(item)
  return items
}

/** @param {MessagePort} port send on what it holds */
function flush (port) {
  for (const { message, transfer } of links.get(port)?.held.splice(0) ?? []) nativePost.call(port, message, { transfer })
}

/**
 * Say what is not for the listeners of the other end, though the port is about to be closed.
 * @param {MessagePort} port
 * @param {any} message
 */
export function say (port, message) {
  flush(port)
  nativePost.call(port, message)
}

const methods = {
  /** @this {MessagePort} @param {any} message @param {any} [options] */
  postMessage (message, options) {
    if (arguments.length === 0) throw nodeError(TypeError, 'ERR_MISSING_ARGS', 'Not enough arguments to MessagePort.postMessage')
    const transfer = carried(options)
    if (transfer.includes(this)) throw new DOMException('Transfer list contains source port', 'DataCloneError')
    const link = links.get(this)
    if (closed.has(this)) return undefined
    if (!link) {
      posting(message, transfer, () => nativePost.call(this, message, { transfer }))
      return true
    }
    const copy = posting(message, transfer, () => structuredClone({ message, transfer }, { transfer }))
    if (link.held.push(copy) === 1) queueMicrotask(() => flush(this))
    return true
  },

  /** @this {MessagePort} */
  start () {
    drain(this)
    nativeStart.call(this)
  },

  /** @this {MessagePort} @param {() => void} [callback] */
  close (callback) {
    if (callback) this.addEventListener('close', () => callback(), { once: true })
    flush(this)
    end(this)
    const peer = links.get(this)?.peer
    // Its messages come first: they are events that wait already.
    if (peer && !('onclose' in MessagePort.prototype)) setTimeout(() => end(peer))
  }
}

/** Tell that it is closed, then close it: a closed port of WebKit hears not even that. @param {MessagePort} port */
function end (port) {
  if (closed.has(port)) return
  closed.add(port)
  nextTick(() => {
    port.dispatchEvent(new Event('close'))
    nativeClose.call(port)
  })
}

/** Give to listeners what came before them. @param {MessagePort} port */
function drain (port) {
  const inbox = inboxes.get(port)
  if (!inbox) return
  inboxes.delete(port)
  inbox.stop()
  for (const data of inbox.messages) setTimeout(() => port.dispatchEvent(new MessageEvent('message', { data })))
}

class Channel extends globalThis.MessageChannel {
  constructor () {
    super()
    const { port1, port2 } = this
    links.set(port1, { peer: port2, held: [] })
    links.set(port2, { peer: port1, held: [] })
  }
}
Object.defineProperty(Channel, 'name', { value: 'MessageChannel' })

/** Two ports; what one posts, the other hears. */
export const MessageChannel = new Proxy(Channel, {
  apply () { throw nodeError(TypeError, 'ERR_CONSTRUCT_CALL_REQUIRED', 'Cannot call constructor without `new`') }
})
Channel.prototype.constructor = MessageChannel

/**
 * Take the next message of a port without listeners: one the other end, in this realm, posted just now, or one
 * that has arrived. The first call begins to collect those that arrive.
 * @param {any} port
 * @returns {{ message: any } | undefined}
 */
export function receiveMessageOnPort (port) {
  if (!(port instanceof MessagePort)) throw nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', 'The "port" argument must be a MessagePort instance')
  const inbox = inboxes.get(port) ?? collect(port)
  if (inbox.messages.length) return { message: inbox.messages.shift() }
  const peer = links.get(port)?.peer
  const next = peer && !closed.has(port) ? links.get(peer)?.held.shift() : undefined
  return next && { message: next.message }
}

/** @param {MessagePort} port */
function collect (port) {
  const listener = (/** @type {Event} */ event) => { inbox.messages.push(/** @type {MessageEvent} */ (event).data) }
  // A port that is only read synchronously does not keep a thread running.
  const { addEventListener, removeEventListener } = EventTarget.prototype
  const inbox = { messages: /** @type {any[]} */ ([]), stop: () => removeEventListener.call(port, 'message', listener) }
  if (port.listenerCount('message') || port.onmessage) return inbox
  inboxes.set(port, inbox)
  addEventListener.call(port, 'message', listener)
  nativeStart.call(port)
  return inbox
}

/** The contexts of a page are no threads' own: a port heard there is heard here. */
export const moveMessagePortToContext = missing('worker_threads.moveMessagePortToContext()')

Object.assign(MessagePort.prototype, methods)
/** The last `ref()` or `unref()` of ports in a page, where they keep nothing running. @type {WeakMap<MessagePort, boolean>} */
const said = new WeakMap()
const held = {
  /** @this {any} */
  ref () { said.set(this, true) },
  /** @this {any} */
  unref () { said.set(this, false) },
  /** @this {any} */
  hasRef () { return said.get(this) ?? Boolean(this.onmessage || this.listenerCount?.('message')) }
}
extend(MessagePort.prototype, { ...listening, addListener: listening.on, removeListener: listening.off, ...held })
extend(globalThis.BroadcastChannel.prototype, held)
