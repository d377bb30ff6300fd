import { adoptable } from 'oro:internal/callable'
import { Duplex } from 'oro:stream'

/** @typedef {import('./handle.js').Info} Info */

/** The state of a socket, and the addresses of both its ends. */
export class Ends extends adoptable(Duplex) {
  /** @type {import('./handle.js').Handle | null} */
  _handle = null
  connecting = false
  /** The host's description of the connection. @type {Info} */
  _info = {}
  /** @type {Info} */
  #peername = {}

  /** Forget both ends, as a socket may connect again. */
  _forgetEnds () {
    this._info = this.#peername = {}
  }

  /** @returns {{ address?: string, family?: string, port?: number }} */
  address () {
    const { localAddress: address, localFamily: family, localPort: port } = this
    return address === undefined ? {} : { address, family, port }
  }

  /** @type {boolean} */
  get pending () {
    return this._handle === null || this.connecting
  }

  /** @type {'opening' | 'open' | 'readOnly' | 'writeOnly' | 'closed'} */
  get readyState () {
    if (this.connecting) return 'opening'
    if (this.readable) return this.writable ? 'open' : 'readOnly'
    return this.writable ? 'writeOnly' : 'closed'
  }

  /** @type {number | undefined} */
  get bufferSize () {
    return this._handle ? this.writableLength : undefined
  }

  /** @type {boolean} */
  get _connecting () {
    return this.connecting
  }

  /** @type {string | undefined} */
  get localAddress () {
    return this._known('localAddress')
  }

  /** @type {number | undefined} */
  get localPort () {
    return this._known('localPort')
  }

  /** @type {string | undefined} */
  get localFamily () {
    return this._known('localFamily')
  }

  /** @type {string | undefined} */
  get remoteAddress () {
    return this.#peer().remoteAddress
  }

  /** @type {number | undefined} */
  get remotePort () {
    return this.#peer().remotePort
  }

  /** @type {string | undefined} */
  get remoteFamily () {
    return this.#peer().remoteFamily
  }

  /**
   * Return a property of the open connection, such as an address; undefined while there is none.
   * @param {string} name
   * @returns {any}
   */
  _known (name) {
    return this._handle && !this.connecting ? this._info[name] : undefined
  }

  /** The peer's address; as in Node, it stays known once it has been asked for. */
  #peer () {
    if (this._handle && !this.connecting) this.#peername = this._info
    return this.#peername
  }
}
