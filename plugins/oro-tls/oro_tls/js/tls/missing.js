/** The members of Node's tls that pages lack, wholly or in part. */

import { missing as options } from './options.js'

const BINDING = "the host's binding of OpenSSL does not have it"

/** @type {readonly { member: string, what: string, why: string }[]} */
export const missing = [
  ...Object.entries(options).map(([name, why]) => ({ member: 'createSecureContext', what: `the option ${name}`, why })),
  { member: 'createSecureContext', what: 'an ecdhCurve other than P-256, P-384, P-521 and auto, and lists of curves', why: BINDING },
  { member: 'createSecureContext', what: 'certificates and keys that cannot be read are told by an error event, not thrown', why: 'the host reads them when they are used' },
  { member: 'connect', what: 'the option pskCallback', why: BINDING },
  { member: 'createServer', what: 'the option pskCallback', why: BINDING },
  { member: 'createSecurePair', what: 'all of it', why: 'deprecated; TLSSocket takes any duplex stream' },
  { member: 'Server', what: 'getTicketKeys(), setTicketKeys(), newSession, resumeSession, OCSPRequest', why: "sessions of servers are the host's" },
  { member: 'TLSSocket', what: 'renegotiate()', why: 'the host allows none' },
  { member: 'TLSSocket', what: 'enableTrace(), getSharedSigalgs(), getTLSTicket(), OCSPResponse', why: BINDING },
  { member: 'TLSSocket', what: 'the size in getEphemeralKeyInfo() of TLS 1.2 with a prime', why: BINDING },
  { member: 'TLSSocket', what: 'keylog events come when the handshake is over', why: 'the host tells of a handshake when it is done' }
]
