import { Buffer } from 'oro:buffer'
import { joined, toBase64 } from 'oro:internal/bytes'
import { checkedFunction, checkedText } from '../net/arguments/check.js'
import { OPEN } from '../net/sockets/flow.js'
import { Handle } from '../net/sockets/handle.js'
import { reported } from '../net/sockets/reported.js'
import { protocolList } from './alpn.js'
import { bridged } from './bridge.js'
import { nameFromServer } from './errors.js'
import { checkServerIdentity } from './identity.js'
import { InspectedSocket } from './inspected.js'
import { checkedPins } from './pins.js'

/** @typedef {import('../net/sockets/handle.js').Info} Info */

/**
 * @typedef {import('../net/sockets/socket.js').SocketOptions & import('./credentials.js').Credentials & {
 *   isServer?: boolean, servername?: string, rejectUnauthorized?: boolean, requestCert?: boolean,
 *   secureContext?: import('./credentials.js').SecureContext, session?: Uint8Array, pins?: string[] | string,
 *   pinsMode?: 'append' | 'replace', handshakeTimeout?: number,
 *   checkServerIdentity?: (hostname: string, certificate: any) => Error | undefined
 * }} TLSSocketOptions
 */

/** The name under which libraries look for the socket that Node makes of a stream. */
class JSStreamSocket {
  /** @param {any} stream */
  constructor (stream) {
    this.stream = stream
  }
}

/** Node's tls.TLSSocket: a net.Socket whose bytes only both ends can read. */
export class TLSSocket extends InspectedSocket {
  /** @type {'net' | 'tls'} */
  _service = 'tls'
  encrypted = true
  authorized = false
  /** Node's name of what is wrong with the peer's certificate. @type {any} */
  authorizationError = null
  /** @type {string | false | null} */
  alpnProtocol = null
  /** @type {string | false | null} */
  servername = null
  /** The name of the TLS library, once connected. */
  provider = ''
  /** The pin of the peer's certificate, once connected. @type {string | null} */
  peerPin = null
  /** @type {any} */
  _tlsOptions
  #sessionTold = false

  /**
   * @param {any} [socket] a net.Socket or another duplex stream to speak TLS over
   * @param {TLSSocketOptions} [options]
   */
  constructor (socket, options = {}) {
    super(options)
    this._tlsOptions = { ...options }
    if (options.handle) this._agreed(this._info)
    else if (socket) this.#wrap(socket)
  }

  // -- becoming secure ----------------------------------------------------------------------------

  /** Options for the host, beside the address. */
  #params () {
    const { isServer, secureContext, servername, session, pins, pinsMode, rejectUnauthorized, requestCert } = this._tlsOptions
    const { checkServerIdentity: check, ALPNProtocols, alpnProtocols, handshakeTimeout, host } = this._tlsOptions
    return {
      ...secureContext?.context,
      isServer: isServer ? true : undefined,
      servername: isServer ? undefined : servername || host || undefined,
      rejectUnauthorized: rejectUnauthorized !== false,
      requestCert: isServer ? Boolean(requestCert) : undefined,
      checkHostname: check && check !== checkServerIdentity ? false : undefined,
      alpnProtocols: protocolList(ALPNProtocols ?? alpnProtocols),
      session: session ? Buffer.from(session).toString('latin1') : undefined,
      pins: pins === undefined ? undefined : checkedPins(pins),
      pinsMode: pins === undefined ? undefined : pinsMode,
      handshakeTimeout,
      keylog: this.listenerCount('keylog') > 0 ? true : undefined
    }
  }

  /**
   * @param {Handle} handle
   * @param {Record<string, any>} params
   * @param {AbortSignal} signal
   */
  async _connect (handle, params, signal) {
    return handle.post('connect', { ...this.#params(), ...params }, signal)
  }

  /** @param {Info} info */
  _connected (info) {
    this._reached(info)
    if (this._handle) this.#secured(info)
  }

  /** @param {any} socket */
  async #wrap (socket) {
    this._waiting = true
    this._tlsOptions.host ??= socket._host
    if (socket._service === 'net') {
      socket.once('close', () => this.destroy())
      this.once('close', () => socket.destroy())
    }
    socket.on('error', (/** @type {any} */ error) => this.destroy(error))
    this.connecting = Boolean(socket.connecting)
    const handle = this._handle = new Handle('tls')
    if (socket._service !== 'net') handle._parentWrap = new JSStreamSocket(socket)
    // What is set on the new socket right after it was made still counts.
    if (socket.connecting || socket.pending) await new Promise((resolve) => socket.once('connect', resolve))
    else await undefined
    if (this._handle !== handle) return
    if (this.connecting) {
      this.connecting = false
      reported(() => this.emit('connect'))
    }
    await this.#upgrade(handle, socket)
  }

  /**
   * @param {Handle} handle
   * @param {any} socket
   */
  async #upgrade (handle, socket) {
    try {
      const paired = socket._service !== 'net'
      const { id, head } = paired ? { id: await bridged(socket, this), head: [] } : await socket._release()
      const rest = { ...(head.length ? { head: toBase64(joined(head)) } : {}), ...(paired ? { paired } : {}) }
      const info = await handle.post('upgrade', { ...this.#params(), ...rest, socket: id, host: this._tlsOptions.host })
      if (this._handle === handle) reported(() => this.#upgraded(info))
    } catch (/** @type {any} */ error) {
      if (this._handle === handle) this.destroy(error)
    }
  }

  /** @param {Info} info */
  #upgraded (info) {
    this._info = info
    this._waiting = false
    this.emit(OPEN)
    this.#secured(info)
  }

  /** @param {Info} info */
  #secured (info) {
    this._agreed(info)
    for (const line of info.keylog ?? []) this.emit('keylog', Buffer.from(`${line}\n`))
    this.emit('secure')
    const wrong = this._tlsOptions.isServer ? undefined : this.#checkIdentity()
    if (wrong && this._tlsOptions.rejectUnauthorized !== false) {
      this.destroy(wrong)
      return
    }
    this.#tellSession(info.session)
    this.emit('secureConnect', { provider: this.provider, peerPin: this.peerPin })
    this._beginReading()
  }

  /**
   * Take what both sides agreed on.
   * @param {Info} info
   */
  _agreed (info) {
    this.secureConnecting = false
    this.authorized = info.authorized ?? false
    this.authorizationError = info.authorizationError ?? null
    this.alpnProtocol = info.alpnProtocol || false
    this.servername = info.servername || false
    this.provider = info.provider ?? ''
    this.peerPin = info.peerPin ?? null
  }

  /** Ask the caller's own check; the host has not looked at the name then. */
  #checkIdentity () {
    const { checkServerIdentity: check, servername, host } = this._tlsOptions
    if (!check || check === checkServerIdentity || !this.authorized) return undefined
    const wrong = checkedFunction('checkServerIdentity', check)(servername || host || 'localhost', this.getPeerCertificate(true))
    if (!wrong) return undefined
    this.authorized = false
    this.authorizationError = wrong.code || wrong.message
    return wrong
  }

  /** @param {Uint8Array<ArrayBuffer> | null} bytes */
  _received (bytes) {
    // TLS 1.3 has no session before the first bytes.
    if (!this.#sessionTold && this.listenerCount('session') > 0) this.#tellSession(this._ask('session'))
    super._received(bytes)
  }

  /** @param {string | null | undefined} session */
  #tellSession (session) {
    if (!session || this._tlsOptions.isServer) return
    this.#sessionTold = true
    this.emit('session', Buffer.from(session, 'latin1'))
  }

  // -- before the handshake -----------------------------------------------------------------------

  /** @param {string} name the server to ask for */
  setServername (name) {
    checkedText('name', name)
    if (this._tlsOptions.isServer) throw nameFromServer()
    this._tlsOptions.servername = name
  }

  /** @param {Uint8Array | string} session of an earlier connection */
  setSession (session) {
    this._tlsOptions.session = typeof session === 'string' ? Buffer.from(session, 'latin1') : session
  }
}
