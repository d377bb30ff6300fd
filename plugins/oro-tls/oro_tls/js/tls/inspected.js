import { Buffer } from 'oro:buffer'
import { invalidArgType } from 'oro:errors/node'
import { sendSync } from 'oro:ipc'
import process from 'oro:process'
import { toBase64 } from 'oro:internal/bytes'
import { checkedFunction, checkedInteger, checkedText } from '../net/arguments/check.js'
import { Socket } from '../net/sockets/socket.js'
import { certificateOf } from './certificate.js'
import { notImplemented, notSecure } from './errors.js'

/** Facts about a connection after its handshake. */
export class InspectedSocket extends Socket {
  secureConnecting = true

  /**
   * @param {boolean} [detailed] with the certificates of its issuers
   * @returns {any} empty where the peer showed none, null once closed
   */
  getPeerCertificate (detailed = false) {
    return this.secureConnecting ? {} : this._handle && certificateOf(this._ask('peerCertificate', { detailed: Boolean(detailed) }))
  }

  /** @returns {any} empty where this side showed none, null once closed */
  getCertificate () {
    return this.secureConnecting ? {} : this._handle && certificateOf(this._ask('certificate'))
  }

  /** @returns {{ name: string, standardName: string, version: string } | null | undefined} */
  getCipher () {
    return this._handle ? this._info.cipher : null
  }

  /** @returns {string | null} such as `TLSv1.3` */
  getProtocol () {
    return this._handle ? this._info.protocol ?? null : null
  }

  /** @returns {Buffer | null | undefined} with which a later connection takes this one's up again */
  getSession () {
    if (!this._handle) return null
    const session = this.secureConnecting ? undefined : this._ask('session')
    return session ? Buffer.from(session, 'latin1') : undefined
  }

  /** @returns {boolean} */
  isSessionReused () {
    return Boolean(this._known('sessionReused'))
  }

  /** @returns {Buffer | undefined} this side's last message of the handshake */
  getFinished () {
    return this.#finished('local')
  }

  /** @returns {Buffer | undefined} the peer's last message of the handshake */
  getPeerFinished () {
    return this.#finished('peer')
  }

  /**
   * Secret bytes that only both ends know (RFC 5705).
   * @param {number} length
   * @param {string} label
   * @param {Uint8Array} [context]
   * @returns {Buffer}
   */
  exportKeyingMaterial (length, label, context) {
    checkedInteger('length', length, 1)
    checkedText('label', label)
    if (!this._handle || this.secureConnecting) throw notSecure()
    return Buffer.from(this._ask('exporter', { length, label, context: context && toBase64(context) }), 'base64')
  }

  /**
   * Leave pieces as large as the host makes them.
   * @param {number} size
   */
  setMaxSendFragment (size) {
    checkedInteger('size', size, -(2 ** 31))
    return false
  }

  /** TLS 1.3 has no renegotiation, and the host allows none. */
  disableRenegotiation () {}

  /**
   * @param {any} [options]
   * @param {(error: Error | null) => void} [callback]
   * @returns {never}
   */
  renegotiate (options, callback) {
    if (options === null || typeof options !== 'object') throw invalidArgType('options', 'of type object', options)
    if (callback !== undefined) checkedFunction('callback', callback)
    return notImplemented('TLSSocket.renegotiate()')
  }

  /** @returns {never} */
  enableTrace () {
    return notImplemented('TLSSocket.enableTrace()')
  }

  /** @returns {{ type?: string, name?: string, size?: number } | null} how a client agreed; null of a server, or once closed */
  getEphemeralKeyInfo () {
    return this._handle ? { ...this._info.ephemeral } : null
  }

  /** @returns {never} */
  getSharedSigalgs () {
    return notImplemented('TLSSocket.getSharedSigalgs()')
  }

  /** @returns {never} */
  getTLSTicket () {
    return notImplemented('TLSSocket.getTLSTicket()')
  }

  /** @returns {any} this side's certificate as an X509Certificate of `oro:crypto`, undefined where it showed none */
  getX509Certificate () {
    return this.#parsed('certificate')
  }

  /** @returns {any} the peer's certificate as an X509Certificate of `oro:crypto`, undefined where it showed none */
  getPeerX509Certificate () {
    return this.#parsed('peerCertificate')
  }

  /** @param {string} name of the route */
  #parsed (name) {
    const told = this._handle && !this.secureConnecting ? this._ask(name) : null
    if (!told) return undefined
    const { X509Certificate } = process.getBuiltinModule('crypto') ?? notImplemented('X509Certificate without the plugin oro-node')
    return new X509Certificate(Buffer.from(told.raw, 'base64'))
  }

  /** @param {'local' | 'peer'} whose */
  #finished (whose) {
    const text = this._handle && !this.secureConnecting ? this._ask('finished')[whose] : null
    return text ? Buffer.from(text, 'base64') : undefined
  }

  /**
   * Ask the host and wait for it, as Node asks OpenSSL.
   * @param {string} name
   * @param {Record<string, any>} [params]
   * @returns {any}
   */
  _ask (name, params = {}) {
    const { err, data } = sendSync(`tls.${name}`, { id: this._handle?.id, ...params })
    if (err) throw err
    return data
  }
}
