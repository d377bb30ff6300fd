import tls from 'oro:tls'
import { Agent as HttpAgent } from './agent.js'

/** The options that must be equal for requests to share a connection. */
const IDENTITY = [
  'ca', 'cert', 'clientCertEngine', 'ciphers', 'key', 'pfx', 'rejectUnauthorized', 'servername', 'minVersion', 'maxVersion',
  'secureProtocol', 'crl', 'honorCipherOrder', 'ecdhCurve', 'dhparam', 'secureOptions', 'sessionIdContext', 'sigalgs',
  'privateKeyIdentifier', 'privateKeyEngine'
]

/** Node's https.Agent: shares connections between requests with the same TLS options, and resumes sessions. */
export class Agent extends HttpAgent {
  defaultPort = 443
  protocol = 'https:'
  /** @type {Map<string, any>} */
  #sessions = new Map()

  /** @param {Record<string, any>} [options] those of http.Agent and of `tls.connect()`, and `maxCachedSessions` */
  constructor (options) {
    super(options)
    this.maxCachedSessions = this.options.maxCachedSessions ?? 100
  }

  /** @param {Record<string, any>} [options] */
  getName (options = {}) {
    const said = IDENTITY.map((name) => {
      const value = options[name]
      if (name === 'rejectUnauthorized') return value === undefined ? '' : String(value)
      if (name === 'servername') return value && value !== options.host ? value : ''
      return value ? String(value) : ''
    })
    return `${super.getName(options)}:${said.join(':')}`
  }

  /**
   * @param {any} port or options
   * @param {any} [host]
   * @param {any} [given]
   * @returns {any} a TLSSocket
   */
  createConnection (port, host, given) {
    const options = typeof port === 'object' && port !== null ? { ...port } : { ...given, port, host }
    const key = options._agentKey
    const session = key === undefined ? undefined : this.#sessions.get(key)
    const socket = tls.connect(session ? { session, ...options } : options)
    if (this.listenerCount('keylog') > 0) socket.on('keylog', (/** @type {any} */ line) => this.emit('keylog', line, socket))
    if (key !== undefined && this.maxCachedSessions > 0) {
      socket.on('session', (/** @type {any} */ made) => this.#keep(key, made))
      socket.once('close', (/** @type {any} */ failed) => { if (failed) this.#sessions.delete(key) })
    }
    return socket
  }

  /**
   * @param {string} key
   * @param {any} session
   */
  #keep (key, session) {
    this.#sessions.delete(key)
    this.#sessions.set(key, session)
    if (this.#sessions.size > this.maxCachedSessions) this.#sessions.delete(/** @type {string} */ (this.#sessions.keys().next().value))
  }
}

export const globalAgent = new Agent({ keepAlive: true, scheduling: 'lifo', timeout: 5000 })
