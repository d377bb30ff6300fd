/** Facts about the host's TLS, asked for once, when first needed. */

import { request, sendSync } from 'oro:ipc'
import { done } from '../net/sockets/handle.js'

/** @type {string[] | null} */
let ciphers = null
/** @type {readonly string[] | null} */
let roots = null

/** @returns {string[]} names of cipher suites, in lower case */
export function getCiphers () {
  ciphers ??= done(sendSync('tls.ciphers'))
  return [.../** @type {string[]} */ (ciphers)]
}

/** @returns {Promise<{ provider: string, version?: string }>} who does the work */
export async function getTlsProvider () {
  return done(await request('tls.provider'))
}

function loaded () {
  roots ??= Object.freeze(done(sendSync('tls.rootCertificates')))
  return roots ?? []
}

const refuse = () => false

/** The certificates the system trusts, in PEM; they are many, so they come when one is looked at. @type {readonly string[]} */
export const rootCertificates = new Proxy(/** @type {string[]} */ ([]), {
  get: (_, key) => Reflect.get(loaded(), key),
  has: (_, key) => Reflect.has(loaded(), key),
  ownKeys: () => Reflect.ownKeys(loaded()),
  getOwnPropertyDescriptor (target, key) {
    const descriptor = Reflect.getOwnPropertyDescriptor(loaded(), key)
    // An invariant of proxies: what the target can change may not be shown as fixed.
    return descriptor && key === 'length' ? { ...Reflect.getOwnPropertyDescriptor(target, key), value: descriptor.value } : descriptor && { ...descriptor, configurable: true }
  },
  set: refuse,
  defineProperty: refuse,
  deleteProperty: refuse
})
