/**
 * What `tls` says of options and arguments, to be told alike by Node and by a page.
 * @module
 */

import { localhost } from './identities.js'

/** @typedef {{ net: any, tls: any, once: any, t: import('./transcript.js').Transcript }} Given */

/**
 * Write down what a call returns or throws.
 * @param {Given} given
 * @param {string} what
 * @param {() => any} call
 */
function tried ({ t: transcript }, what, call) {
  try {
    transcript.log(what, call())
  } catch (error) {
    transcript.log(what, error)
  }
}

/** @type {Record<string, (given: Given) => Promise<void>>} */
export const scenarios = {
  async 'options of contexts and servers' (given) {
    const { tls } = given
    for (const options of [
      5, 'a', null, undefined, {}, { sigalgs: 5 }, { sigalgs: '' }, { ecdhCurve: 5 }, { dhparam: 5 }, { dhparam: 'auto' }, { ticketKeys: 5 }, { ticketKeys: new Uint8Array(5) }, { sessionIdContext: 5 }, { sessionTimeout: 'a' }, { sessionTimeout: -1 },
      { secureOptions: 'a' }, { secureOptions: 0 }, { ciphers: 5 }, { minVersion: 'foo' }, { maxVersion: 5 }, { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' }, { secureProtocol: 'TLSv1_2_method' }, { secureProtocol: 'TLS_method' },
      { secureProtocol: 'SSLv3_method' }, { secureProtocol: 'SSLv2_method' }, { secureProtocol: 'foo' }, { secureProtocol: 5 }, { secureProtocol: 'TLSv1_2_method', minVersion: 'TLSv1.2' }, { ca: 5 }, { cert: 5 }, { key: 5 }, { crl: 5 }, { cert: [5] }, { key: {} }, { privateKeyEngine: 5, privateKeyIdentifier: 'a' },
      { privateKeyEngine: 'a', privateKeyIdentifier: 5 }, { privateKeyIdentifier: 'a' }, localhost, { ecdhCurve: 'auto' }, { ecdhCurve: 'prime256v1' }, { honorCipherOrder: false }, { secureProtocol: 'SSLv23_method' }
    ]) {
      const shown = JSON.stringify(options, (_, value) => typeof value === 'string' ? value.slice(0, 30) : value)
      tried(given, `context of ${shown}`, () => tls.createSecureContext(options) instanceof tls.SecureContext)
    }
    for (const options of [
      5, { handshakeTimeout: 'a' }, { SNICallback: 5 }, { ALPNCallback () {}, ALPNProtocols: ['a'] }, { ticketKeys: 5 }, { ticketKeys: new Uint8Array(3) }, { pskCallback: 5 }, { pskIdentityHint: 5 }, { minVersion: 'foo' }, { sessionTimeout: 'a' }, { ciphers: 5 }, { dhparam: 5 }, { sigalgs: 5 }
    ]) {
      tried(given, `server of ${JSON.stringify(options)}`, () => tls.createServer(options) instanceof tls.Server)
    }
    const server = tls.createServer(localhost)
    tried(given, 'ticket keys of 5', () => server.setTicketKeys(5))
    tried(given, 'context of nothing', () => server.setSecureContext())
    tried(given, 'no name', () => server.addContext('', {}))
  },
  async 'names, limits and identities' (given) {
    const { tls } = given
    tried(given, 'names', () => ['connect', 'createServer', 'createSecureContext', 'createSecurePair', 'checkServerIdentity', 'getCiphers', 'convertALPNProtocols', 'SecureContext', 'TLSSocket', 'Server', 'rootCertificates', 'DEFAULT_ECDH_CURVE', 'DEFAULT_MIN_VERSION', 'DEFAULT_MAX_VERSION', 'DEFAULT_CIPHERS', 'CLIENT_RENEG_LIMIT', 'CLIENT_RENEG_WINDOW'].map((name) => [name, typeof tls[name]]))
    tried(given, 'limits', () => [tls.DEFAULT_ECDH_CURVE, tls.DEFAULT_MIN_VERSION, tls.DEFAULT_MAX_VERSION, tls.DEFAULT_CIPHERS, tls.CLIENT_RENEG_LIMIT, tls.CLIENT_RENEG_WINDOW])
    tried(given, 'roots', () => [Array.isArray(tls.rootCertificates), tls.rootCertificates.length > 20, tls.rootCertificates[0].startsWith('-----BEGIN CERTIFICATE-----\n'), tls.rootCertificates[0].endsWith('\n-----END CERTIFICATE-----')])
    tried(given, 'ciphers', () => [tls.getCiphers().every((/** @type {string} */ name) => name === name.toLowerCase()), ['tls_aes_128_gcm_sha256', 'ecdhe-rsa-aes128-gcm-sha256', 'aes128-sha'].map((name) => tls.getCiphers().includes(name))])
    for (const protocols of [['a', 'bc'], new Uint8Array([1, 97]).subarray(0), new Uint8Array([1, 97]), 'a', ['x'.repeat(256)], [], 5, undefined]) {
      tried(given, `protocols ${protocols?.constructor.name} ${String(protocols).slice(0, 20)}`, () => { const out = {}; tls.convertALPNProtocols(protocols, out); return out })
    }
    const dns = (/** @type {string} */ text, /** @type {any} */ CN = undefined) => ({ subject: { CN }, subjectaltname: text })
    for (const [host, cert] of /** @type {[any, any][]} */ ([
      ['a.com', dns('DNS:a.com')], ['b.com', dns('DNS:a.com')], ['x.a.com', dns('DNS:*.a.com')], ['x.y.a.com', dns('DNS:*.a.com')], ['a.com', { subject: { CN: 'a.com' } }], ['a.com', { subject: { CN: ['b.com', 'a.com'] } }], ['b.com', { subject: { CN: ['c.com', 'a.com'] } }],
      ['a.com', { subject: {} }], ['a.com', {}], ['127.0.0.1', dns('IP Address:127.0.0.1')], ['127.0.0.2', dns('IP Address:127.0.0.1, DNS:127.0.0.2')], ['::1', dns('IP Address:0:0:0:0:0:0:0:1')], ['127.0.0.1', dns('DNS:127.0.0.1')], ['a.com.', dns('DNS:a.com')], ['A.com', dns('DNS:a.COM')],
      ['xn--bcher-kva.com', dns('DNS:xn--b*.com')], ['bxcher.com', dns('DNS:b*r.com')], ['a.com', dns('DNS:*.com')], ['foo.a.com', dns('DNS:f*.a.com')], ['a.com', dns('URI:http://a.com/', 'a.com')], ['a.com', dns('URI:http://b.com/', 'b.com')], ['a.b.com', dns('DNS:*b.com')], [undefined, dns('DNS:undefined')], ['', dns('DNS:a.com')], ['a,b.com', dns('DNS:"a,b.com"')], ['localhost', dns('DNS:localhost', 'x')]
    ])) {
      tried(given, `identity of ${host} by ${JSON.stringify(cert)}`, () => tls.checkServerIdentity(host, cert))
    }
  },
  async 'options and sockets that make no sense' (given) {
    const { net, tls } = given
    for (const options of [{ port: 5, servername: 5 }, { port: 5, ALPNProtocols: ['x'.repeat(300)] }, { port: 'a' }, { port: 5, ticketKeys: 5 }, { port: 5, session: 5, minVersion: 'foo' }, {}, { port: 5, pskCallback: 5 }]) {
      tried(given, `connect ${JSON.stringify(options)}`, () => { const s = tls.connect(options); s.on('error', () => {}); s.destroy(); return 'connecting' })
    }
    tried(given, 'TLSSocket of nothing', () => { const s = new tls.TLSSocket(); return [s.encrypted, s.authorized, s.authorizationError, s.getPeerCertificate(), s.isSessionReused()] })
    tried(given, 'setServername', () => new tls.TLSSocket(new net.Socket()).setServername(5))
    tried(given, 'setServername of a server', () => new tls.TLSSocket(new net.Socket(), { isServer: true }).setServername('a'))
    tried(given, 'exportKeyingMaterial too early', () => new tls.TLSSocket(new net.Socket()).exportKeyingMaterial(10, 'label'))
    tried(given, 'setMaxSendFragment', () => new tls.TLSSocket(new net.Socket()).setMaxSendFragment('a'))
    tried(given, 'renegotiate', () => new tls.TLSSocket(new net.Socket()).renegotiate(5))
    tried(given, 'renegotiate without callback', () => new tls.TLSSocket(new net.Socket()).renegotiate({}, 5))
  }
}
