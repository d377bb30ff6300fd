/**
 * Datagrams that arrive for the sockets of this realm: over Conduit where that plugin is, and as `data` events, which the
 * host uses while no Conduit of the socket's id is connected.
 */

/**
 * @typedef {object} Receiver
 * @property {(bytes: Uint8Array<ArrayBuffer>, address: string, port: number) => void} message
 * @property {(err: any) => void} error
 * @property {() => void} end
 */

/** @type {Map<string, Receiver>} */
const receivers = new Map()

// The name is not spelled out for the type checker, which knows only what is installed.
const CONDUIT = ['oro', 'conduit'].join(':')
/** @type {Promise<any> | null} */
let conduitClass = null

/**
 * Have a socket's datagrams delivered until the function returned is called.
 * @param {string} id
 * @param {Receiver} receiver
 * @returns {() => void}
 */
export function receive (id, receiver) {
  if (receivers.size === 0) globalThis.addEventListener('data', onData)
  receivers.set(id, receiver)
  /** @type {any} */
  let conduit = null
  let ended = false
  loadConduit().then((Conduit) => {
    if (!Conduit || ended) return
    conduit = new Conduit({ id })
    conduit.receive((/** @type {any} */ error, /** @type {any} */ message) => { if (!error) onMessage(receiver, message) })
  })
  return () => {
    ended = true
    conduit?.close()
    if (receivers.get(id) === receiver) receivers.delete(id)
    if (receivers.size === 0) globalThis.removeEventListener('data', onData)
  }
}

/** @returns {Promise<any>} the class, or null where the plugin is not installed */
function loadConduit () {
  conduitClass ??= import(CONDUIT).then(({ Conduit }) => Conduit, () => null)
  return conduitClass
}

/**
 * @param {Receiver} receiver
 * @param {{ options: any, payload: Uint8Array<ArrayBuffer> }} message
 */
function onMessage (receiver, { options, payload }) {
  if (options.EOF) receiver.end()
  else if (options.port !== undefined) receiver.message(payload, String(options.address), Number(options.port))
}

/** @param {any} event */
function onData ({ detail }) {
  const { source, data, err } = detail?.params ?? {}
  const receiver = source === 'udp.readStart' ? receivers.get(String((err ?? data)?.id)) : undefined
  if (!receiver) return
  if (err) receiver.error(err)
  else if (data.EOF) receiver.end()
  else receiver.message(new Uint8Array(detail.data), data.address, data.port)
}
