/**
 * Messages between pages and workers, over one broadcast channel; ports are carried by channels of their own.
 * @module
 */

/** The channel every page and worker of the origin hears (contract g.1). */
export const CHANNEL = 'oro.runtime.serviceWorker'

/**
 * @typedef {object} Letter
 * @property {'worker' | 'client'} to
 * @property {string} id of the version, or of the client
 * @property {any} from who sent it: a client's or a version's description
 * @property {any} message
 * @property {string[]} ports names of channels
 * @property {Place[]} places
 */

/** @typedef {[string[], number]} Place where a message has which port */

/**
 * A message as it was when it was posted, without the ports it has.
 * @typedef {object} Parcel
 * @property {any} message
 * @property {MessagePort[]} ports
 * @property {Place[]} places
 */

/** @type {BroadcastChannel | undefined} */
let channel

/** @returns {BroadcastChannel} */
function open () {
  return (channel ??= new BroadcastChannel(CHANNEL))
}

/**
 * Take a message as it is now: what is transferred is gone here, as it would be, and what changes later was not sent.
 * @param {any} message
 * @param {Transferable[] | { transfer?: Transferable[] }} [options]
 * @returns {Parcel}
 * @throws {DOMException} DataCloneError: it, or something to be transferred, cannot be carried to another page
 */
export function parcel (message, options = []) {
  const transfer = transferred(options)
  const ports = transfer.filter((each) => each instanceof MessagePort)
  if (new Set(transfer).size < transfer.length) throw refusal('something is to be transferred twice')
  if (!transfer.every((each) => each instanceof ArrayBuffer || each instanceof MessagePort)) {
    throw refusal('only buffers and ports are transferred between pages and workers')
  }
  const copy = cloned({ message, ports }, transfer)
  if (ports.length === 0) return { message: copy.message, ports, places: [] }
  /** @type {Place[]} */
  const places = []
  const rest = lifted(copy.message, copy.ports, places, [])
  // A port in something else than objects and lists stays where it is, and is refused here.
  return { message: cloned(rest), ports: copy.ports, places }
}

/**
 * @param {any} value
 * @param {any[]} [transfer]
 */
function cloned (value, transfer = []) {
  try {
    return structuredClone(value, { transfer })
  } catch (/** @type {any} */ error) {
    // What WebKit says of a port that is not to be transferred.
    throw error?.message === 'Type error' ? refusal('a port in it is not to be transferred') : error
  }
}

/**
 * @param {any} options
 * @returns {any[]}
 * @throws {TypeError} they name nothing that could be transferred
 */
function transferred (options) {
  if (options !== null && typeof options !== 'object') throw new TypeError('Cannot post a message: options are an object, or a list')
  const transfer = [...(Array.isArray(options) ? options : options?.transfer ?? [])]
  if (transfer.every((each) => typeof each === 'object' && each !== null)) return transfer
  throw new TypeError('Cannot post a message: what is transferred is an object')
}

/**
 * Take ports out of a copy, and note their places.
 * @param {any} value
 * @param {MessagePort[]} ports
 * @param {Place[]} places
 * @param {string[]} path
 * @param {Set<any>} [seen]
 * @returns {any} what is left
 */
function lifted (value, ports, places, path, seen = new Set()) {
  const at = ports.indexOf(value)
  if (at >= 0) {
    places.push([path, at])
    return null
  }
  const plain = Array.isArray(value) || (value && Object.getPrototypeOf(value) === Object.prototype)
  if (!plain || seen.has(value)) return value
  seen.add(value)
  for (const key of Object.keys(value)) value[key] = lifted(value[key], ports, places, [...path, key], seen)
  return value
}

/**
 * @param {any} message
 * @param {MessagePort[]} ports
 * @param {Place[]} places
 * @returns {any} the message with its ports
 */
function restored (message, ports, places) {
  for (const [path, at] of places) {
    if (path.length === 0) return ports[at]
    const last = path.length - 1
    path.slice(0, last).reduce((value, key) => value[key], message)[path[last]] = ports[at]
  }
  return message
}

/** @param {string} why */
function refusal (why) {
  return new DOMException(`Cannot post a message: ${why}`, 'DataCloneError')
}

/**
 * Send a message.
 * @param {'worker' | 'client'} to
 * @param {string} id
 * @param {any} from
 * @param {Parcel} parcel
 */
export function post (to, id, from, { message, ports, places }) {
  open().postMessage({ to, id, from, message, ports: ports.map(bridge), places })
}

/**
 * Hear messages.
 * @param {'worker' | 'client'} to
 * @param {string} id
 * @param {(letter: Letter, ports: MessagePort[]) => void} heard
 */
export function hear (to, id, heard) {
  open().addEventListener('message', ({ data }) => {
    if (data?.to !== to || data.id !== id) return
    const ports = data.ports.map(landing)
    heard({ ...data, message: restored(data.message, ports, data.places) }, ports)
  })
}

/**
 * Carry a port away: what is posted to it goes over a channel, once the other end is there.
 * @param {MessagePort} port
 * @returns {string} the channel's name
 */
function bridge (port) {
  const name = `${CHANNEL}.port.${crypto.randomUUID()}`
  const channel = new BroadcastChannel(name)
  /** @type {any[] | null} */
  let waiting = []
  port.onmessage = ({ data }) => waiting ? waiting.push(data) : channel.postMessage({ data })
  channel.onmessage = ({ data: { landed, data } }) => {
    if (!landed) return port.postMessage(data)
    for (const data of waiting ?? []) channel.postMessage({ data })
    waiting = null
  }
  return name
}

/**
 * The port that stands for one carried away elsewhere.
 * @param {string} name
 */
function landing (name) {
  const { port1, port2 } = new MessageChannel()
  const channel = new BroadcastChannel(name)
  port1.onmessage = ({ data }) => channel.postMessage({ data })
  channel.onmessage = ({ data: { data } }) => port1.postMessage(data)
  channel.postMessage({ landed: true })
  return port2
}
