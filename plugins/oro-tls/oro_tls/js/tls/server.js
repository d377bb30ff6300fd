import { Buffer } from 'oro:buffer'
import { invalidArgType, nodeError } from 'oro:errors/node'
import { request } from 'oro:ipc'
import { checkedFunction, checkedNumber, checkedText } from '../net/arguments/check.js'
import { post, postNow } from '../net/sockets/handle.js'
import { Server as NetServer } from '../net/servers/server.js'
import { reported } from '../net/sockets/reported.js'
import { Socket } from '../net/sockets/socket.js'
import { protocolList } from './alpn.js'
import { createSecureContext, credentialsOf, SecureContext } from './credentials.js'
import { bothProtocols, notImplemented, serverNameNeeded } from './errors.js'
import { chosenFor } from './hello.js'
import { TLSSocket } from './socket.js'

/** @typedef {import('../net/servers/server.js').ServerOptions & import('./credentials.js').Credentials & Record<string, any>} TLSServerOptions */

const CALLBACKS = ['SNICallback', 'ALPNCallback']

/** Node's tls.Server: the events of net.Server, and `secureConnection` and `tlsClientError`. */
export class Server extends NetServer {
  /** @type {'net' | 'tls'} */
  _service = 'tls'
  /** @type {Record<string, any>} */
  #credentials
  /** By the name clients ask for. @type {[hostname: string, credentials: Record<string, any>][]} */
  #contexts = []

  /**
   * @param {TLSServerOptions | ((socket: TLSSocket) => void)} [options]
   * @param {(socket: TLSSocket) => void} [listener] of `secureConnection`
   */
  constructor (options, listener) {
    if (typeof options === 'function') [options, listener] = [{}, options]
    super(options)
    checkOptions(this._options)
    this.#credentials = credentialsOf(this._options)
    if (listener) this.on('secureConnection', listener)
  }

  /** @param {import('../net/servers/server.js').Place} place */
  _params (place) {
    const { requestCert, requestClientCert, rejectUnauthorized, handshakeTimeout, ALPNProtocols, alpnProtocols, alpn } = this._options
    return {
      ...super._params(place),
      ...this.#credentials,
      requestCert: Boolean(requestCert ?? requestClientCert),
      rejectUnauthorized: rejectUnauthorized !== false,
      handshakeTimeout,
      alpnProtocols: protocolList(ALPNProtocols ?? alpnProtocols ?? alpn)
    }
  }

  /** @param {Record<string, any>} params */
  async _open (params) {
    const result = await post('tls.server.open', params)
    for (const added of result.err ? [] : this.#added(params.id)) await post('tls.server.addContext', added)
    return result
  }

  /** @param {Record<string, any>} params */
  _openNow (params) {
    const result = postNow('tls.server.open', params)
    for (const added of result.err ? [] : this.#added(params.id)) postNow('tls.server.addContext', added)
    return result
  }

  /** @param {string} id */
  #added (id) {
    return this.#contexts.map(([hostname, credentials]) => ({ id, hostname, ...credentials }))
  }

  /**
   * Show other certificates to clients that ask for a name.
   * @param {string} hostname `*` in it means a part
   * @param {SecureContext | TLSServerOptions} context
   */
  addContext (hostname, context) {
    if (!hostname) throw serverNameNeeded()
    const { context: credentials } = context instanceof SecureContext ? context : createSecureContext(context)
    this.#contexts.push([hostname, credentials])
    if (this._id) this.#tell('addContext', { hostname, ...credentials })
  }

  /**
   * Show other certificates to clients that connect from now on.
   * @param {TLSServerOptions} options
   */
  setSecureContext (options) {
    if (options === null || typeof options !== 'object') throw invalidArgType('options', 'of type object', options)
    this.#credentials = credentialsOf(options)
    if (this._id) this.#tell('setSecureContext', this.#credentials)
  }

  /** @returns {never} */
  getTicketKeys () {
    return notImplemented('tls.Server.getTicketKeys()')
  }

  /**
   * @param {any} buffer
   * @returns {never}
   */
  setTicketKeys (buffer) {
    if (!ArrayBuffer.isView(buffer)) throw invalidArgType('buffer', 'an instance of Buffer, TypedArray, or DataView', buffer)
    return notImplemented('tls.Server.setTicketKeys()')
  }

  /**
   * @param {string} name
   * @param {Record<string, any>} params
   */
  async #tell (name, params) {
    const { err } = await post(`tls.server.${name}`, { id: this._id, ...params })
    if (err) reported(() => this.emit('error', err))
  }

  /**
   * @param {{ serverId: string, clientId: string }} ids
   * @param {import('../net/sockets/handle.js').Info} info
   */
  async _accept (ids, info) {
    const { handle, ...rest } = this._socketOptions(ids.clientId, info)
    reported(() => this.emit('connection', new Socket({ handle, info, readable: false, writable: false })))
    const { err, data } = await this.#shakeHands(ids)
    const { requestCert, rejectUnauthorized } = this._options
    const options = { ...rest, isServer: true, requestCert, rejectUnauthorized }
    if (err) return this.#refused(err, options)
    const socket = this._admit(new TLSSocket(undefined, { ...options, handle, info: data }))
    for (const line of data.keylog ?? []) reported(() => this.emit('keylog', Buffer.from(`${line}\n`), socket))
    reported(() => this.emit('secureConnection', socket))
  }

  /**
   * @param {{ serverId: string, clientId: string }} ids
   * @returns {Promise<{ err: any, data: any }>}
   */
  async #shakeHands (ids) {
    try {
      const chosen = await chosenFor(this, this._options, ids)
      const own = Object.keys(chosen).length ? { ...this.#credentials, ...chosen } : {}
      return await post('tls.server.accept', { ...ids, ...this._forAll(), ...own, ...this.#keylog() })
    } catch (err) {
      request('tls.server.refuse', ids)
      return { err, data: null }
    }
  }

  /** Ask for the secrets of a connection where there is a listener for them. */
  #keylog () {
    return this.listenerCount('keylog') > 0 ? { keylog: true } : {}
  }

  /**
   * @param {any} err
   * @param {any} options
   */
  #refused (err, options) {
    this._left()
    const socket = new TLSSocket(undefined, options)
    socket.on('error', () => {})
    socket.destroy()
    // Who goes away amidst a handshake hangs up, in Node's words.
    const hungUp = err.code === 'ECONNRESET' || err.code === 'EPIPE'
    const error = hungUp ? nodeError(Error, 'ECONNRESET', 'socket hang up') : err
    reported(() => this.emit('tlsClientError', error, socket))
  }
}

/** @param {Record<string, any>} options */
function checkOptions (options) {
  const { handshakeTimeout, pskCallback, pskIdentityHint, ALPNCallback, ALPNProtocols } = options
  if (handshakeTimeout !== undefined) checkedNumber('options.handshakeTimeout', handshakeTimeout)
  for (const name of CALLBACKS) if (options[name]) checkedFunction(`options.${name}`, options[name])
  if (ALPNCallback && ALPNProtocols) throw bothProtocols()
  if (pskIdentityHint) checkedText('options.pskIdentityHint', pskIdentityHint)
  if (pskCallback) {
    checkedFunction('options.pskCallback', pskCallback)
    notImplemented('tls option pskCallback')
  }
}
