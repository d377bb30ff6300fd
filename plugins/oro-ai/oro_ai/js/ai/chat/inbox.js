/**
 * Receive text for the sessions of this realm: over Conduit if that plugin is installed, otherwise as `data` events,
 * which the host sends while no Conduit client with the session's id is connected.
 */

/** @typedef {{ source: string, text: string, ended: boolean }} Told */
/** @typedef {(told: Told) => void} Receiver */

const PREFIX = 'ai.chat.session.'
/** Milliseconds to wait for Conduit to connect before answers arrive without it. */
const PATIENCE = 2000

// The name is not spelled out for the type checker, which knows only what is installed.
const CONDUIT = ['oro', 'conduit'].join(':')
/** @type {Promise<any> | null} */
let conduitClass = null

/** @type {Map<string, Receiver>} */
const receivers = new Map()

/** The receiver of one session's text, kept as long as the session. */
export class Inbox {
  /** @type {any} */
  #conduit = null
  #ready
  #closed = false

  /**
   * @param {string} id of the session
   * @param {Receiver} receiver
   */
  constructor (id, receiver) {
    this.id = id
    this.#ready = this.#connect(receiver)
    if (receivers.size === 0) globalThis.addEventListener('data', onData)
    receivers.set(id, (told) => receiver(told))
  }

  /** Whether text comes over Conduit. */
  get overConduit () {
    return this.#conduit?.isActive === true
  }

  /** Wait until it is known whether text arrives over Conduit, so that no answer arrives both ways. */
  ready () {
    return this.#ready
  }

  close () {
    this.#closed = true
    this.#conduit?.close()
    receivers.delete(this.id)
    if (receivers.size === 0) globalThis.removeEventListener('data', onData)
  }

  /** @param {Receiver} receiver */
  async #connect (receiver) {
    conduitClass ??= import(CONDUIT).then(({ Conduit }) => Conduit, () => null)
    const Conduit = await conduitClass
    if (!Conduit || this.#closed) return
    const conduit = this.#conduit = new Conduit({ id: this.id })
    conduit.receive((/** @type {any} */ error, /** @type {any} */ message) => { if (!error) this.#message(receiver, message) })
    await Promise.race([conduit.connect().catch(() => {}), new Promise((resolve) => setTimeout(resolve, PATIENCE))])
  }

  /**
   * @param {Receiver} receiver
   * @param {{ options: any, payload: Uint8Array<ArrayBuffer> }} message
   */
  #message (receiver, { options, payload }) {
    const source = String(options.source ?? '')
    if (source.startsWith(PREFIX)) receiver(toldOf(source, options, payload))
  }
}

const decoder = new TextDecoder()

/** @param {any} event */
function onData ({ detail }) {
  const { source, data } = detail?.params ?? {}
  if (!String(source).startsWith(PREFIX)) return
  receivers.get(String(data?.id))?.(toldOf(source, data, new Uint8Array(detail.data ?? [])))
}

/**
 * @param {string} source
 * @param {any} options
 * @param {Uint8Array<ArrayBuffer>} bytes whole characters
 * @returns {Told}
 */
function toldOf (source, options, bytes) {
  return { source, text: decoder.decode(bytes), ended: (options.eog ?? options.complete) === true }
}
