/**
 * What `net` and `tls` refuse, and what they say without a connection.
 * @module
 */

/** @typedef {[what: string, act: (net: any, tls: any) => any]} Case */

const empty = (/** @type {any} */ net, /** @type {any} */ options = {}) => new net.Socket(options)

/** @type {Case[]} */
const refusals = [
  ['connect to nothing', (net) => net.connect()],
  ['connect to no port', (net) => net.connect({})],
  ['connect to a negative port', (net) => net.connect(-1)],
  ['connect to a large port', (net) => net.connect(70000)],
  ['connect to an object', (net) => net.connect({ port: {} })],
  ['connect to a text', (net) => net.connect({ port: 'x' })],
  ['connect to null', (net) => net.connect({ port: null })],
  ['connect to a number as path', (net) => net.connect({ path: 1 })],
  ['connect to a number as host', (net) => net.connect({ port: 1, host: 1 })],
  ['connect from what is no address', (net) => net.connect({ port: 1, localAddress: 'x' })],
  ['connect from a text as port', (net) => net.connect({ port: 1, localPort: 'x' })],
  ['look up with a number', (net) => net.connect({ port: 1, host: 'a', lookup: 1 })],
  ['look up with strange hints', (net) => net.connect({ port: 1, host: 'a.invalid', hints: 99 })],
  ['a family that is none', (net) => net.connect({ port: 1, host: 'localhost', family: 7 })],
  ['autoSelectFamily that is no boolean', (net) => net.connect({ port: 1, host: '127.0.0.1', autoSelectFamily: 1 })],
  ['a negative time for attempts', (net) => net.connect({ port: 1, host: '127.0.0.1', autoSelectFamilyAttemptTimeout: -1 })],
  ['objects', (net) => empty(net, { objectMode: true })],
  ['objects to read', (net) => empty(net, { readableObjectMode: true })],
  ['objects to write', (net) => empty(net, { writableObjectMode: true })],
  ['a signal that is none', (net) => empty(net, { signal: 5 })],
  ['a descriptor that is none', (net) => empty(net, { fd: 'x' })],
  ['a negative descriptor', (net) => empty(net, { fd: -1 })],
  ['write null', (net) => empty(net).write(null)],
  ['a text as timeout', (net) => empty(net).setTimeout('x')],
  ['a negative timeout', (net) => empty(net).setTimeout(-1)],
  ['a callback that is none', (net) => empty(net).setTimeout(1, 5)],
  ['a server of a number', (net) => net.createServer(1)],
  ['listen to no place', (net) => net.createServer().listen({})],
  ['listen to a negative port', (net) => net.createServer().listen(-1)],
  ['listen to a text', (net) => net.createServer().listen({ port: 'x' })],
  ['listen with a signal that is none', (net) => net.createServer().listen({ port: 0, signal: 'x' })],
  ['listen to a number as host', (net) => net.createServer().listen({ port: 0, host: 5 })],
  ['count without a callback', (net) => net.createServer().getConnections(5)],
  ['autoSelectFamily by a number', (net) => net.setDefaultAutoSelectFamily(1)],
  ['no time for attempts', (net) => net.setDefaultAutoSelectFamilyAttemptTimeout(0)],
  ['a text as time for attempts', (net) => net.setDefaultAutoSelectFamilyAttemptTimeout('a')],
  ['an address that is none', (net) => new net.SocketAddress({ address: 'x' })],
  ['a port that is none', (net) => new net.SocketAddress({ port: -1 })],
  ['a family of addresses that is none', (net) => new net.SocketAddress({ family: 'x' })],
  ['a flow label that is none', (net) => new net.SocketAddress({ flowlabel: -1 })],
  ['an address of a number', (net) => new net.SocketAddress(5)],
  ['block what is no address', (net) => new net.BlockList().addAddress('x')],
  ['block a number', (net) => new net.BlockList().addAddress(1)],
  ['block another family', (net) => new net.BlockList().addAddress('1.1.1.1', 'ipv5')],
  ['block a number as family', (net) => new net.BlockList().addAddress('1.1.1.1', 5)],
  ['block too narrow a net', (net) => new net.BlockList().addSubnet('1.1.1.1', 33)],
  ['block a text as net', (net) => new net.BlockList().addSubnet('1.1.1.1', 'x')],
  ['check a number', (net) => new net.BlockList().check(5)],

  ['connect TLS to nothing', (_, tls) => tls.connect()],
  ['connect TLS to a negative port', (_, tls) => tls.connect({ port: -1 })],
  ['a number as server name', (_, tls) => tls.connect({ port: 1, servername: 5 })],
  ['a version that is none', (_, tls) => tls.createSecureContext({ minVersion: 'x' })],
  ['a number as version', (_, tls) => tls.createSecureContext({ maxVersion: 5 })],
  ['a version and a protocol', (_, tls) => tls.createSecureContext({ secureProtocol: 'x', minVersion: 'TLSv1.2' })],
  ['a number as key', (_, tls) => tls.createSecureContext({ key: 5 })],
  ['a number as root', (_, tls) => tls.createSecureContext({ ca: [5] })],
  ['a number as ciphers', (_, tls) => tls.createSecureContext({ ciphers: 5 })],
  ['a TLS server of a number', (_, tls) => tls.createServer(5)],
  ['a number as certificate', (_, tls) => tls.createServer({ cert: 5 })],
  ['a text as time for a handshake', (_, tls) => tls.createServer({ handshakeTimeout: 'x' })],
  ['a number as SNICallback', (_, tls) => tls.createServer({ SNICallback: 5 })],
  ['two ways to protocols', (_, tls) => tls.createServer({ ALPNCallback () {}, ALPNProtocols: ['a'] })],
  ['a context of no name', (_, tls) => tls.createServer().addContext()],
  ['no context', (_, tls) => tls.createServer().setSecureContext()],
  ['keys of no connection', (_, tls) => new tls.TLSSocket().exportKeyingMaterial(5, 'x')],
  ['a long protocol', (_, tls) => tls.convertALPNProtocols(['a'.repeat(256)], {})]
]

/** @type {Case[]} */
const values = [
  ...['1.2.3.4', '01.2.3.4', '256.1.1.1', '1.2.3', '::', '::1', 'ABCD::', 'fe80::1%eth0', '::1%', '1::2::3', '12345::', ':1::', '::ffff:1.2.3.4',
    '::1.2.3.4', '1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:8', '1:2:3:4:5:6:7:8:9', '1:2:3:4:5:6:1.2.3.4', ' 1.2.3.4', '', '1.2.3.4%x'
  ].map((address) => /** @type {Case} */ ([`isIP ${address}`, (/** @type {any} */ net) => [net.isIP(address), net.isIPv4(address), net.isIPv6(address)]])),
  ['isIP of what is no text', (net) => [net.isIP(5), net.isIP(null), net.isIP({})]],
  ['a new socket', (net) => { const s = new net.Socket(); return [s.pending, s.connecting, s.readyState, s.address(), s.bytesRead, s.bytesWritten, s.destroyed, s.allowHalfOpen, s.writableHighWaterMark, s.readableHighWaterMark] }],
  ['a socket that only reads', (net) => { const s = new net.Socket({ writable: false }); return [s.readyState, s.writable, s.readable] }],
  ['a new server', (net) => { const s = net.createServer({ allowHalfOpen: true }); return [s.listening, s.address(), s.allowHalfOpen, s.pauseOnConnect] }],
  ['socket addresses', (net) => [new net.SocketAddress().toJSON(), new net.SocketAddress({ family: 'IPv6', address: '::1', port: 5, flowlabel: 7 }).toJSON(), new net.SocketAddress({ family: 'ipv6' }).address]],
  ['a block list', (net) => {
    const list = new net.BlockList()
    list.addAddress('1.2.3.4')
    list.addRange('10.0.0.1', '10.0.0.5')
    list.addSubnet('fe80:0:0:0::', 64, 'ipv6')
    list.addSubnet('192.168.1.7', 16)
    const asked = ['1.2.3.4', '1.2.3.5', '10.0.0.1', '10.0.0.5', '10.0.0.6', '192.168.200.1', 'x']
    const asked6 = ['::ffff:1.2.3.4', '::ffff:10.0.0.3', '::ffff:11.0.0.3', 'fe80::5', 'fe80:0:0:1::5', '::1']
    return [list.rules, asked.map((address) => list.check(address)), asked6.map((address) => list.check(address, 'ipv6'))]
  }],
  ['defaults', (net, tls) => [net.getDefaultAutoSelectFamily(), tls.DEFAULT_MIN_VERSION, tls.DEFAULT_MAX_VERSION, tls.DEFAULT_ECDH_CURVE, tls.DEFAULT_CIPHERS, tls.CLIENT_RENEG_LIMIT, tls.CLIENT_RENEG_WINDOW]],
  ['protocols as bytes', (_, tls) => { const out = {}; tls.convertALPNProtocols(['h2', 'http/1.1'], out); return [.../** @type {any} */ (out).ALPNProtocols] }],
  ['root certificates', (_, tls) => [Array.isArray(tls.rootCertificates), tls.rootCertificates.length > 50, tls.rootCertificates[0].startsWith('-----BEGIN CERTIFICATE-----'), typeof tls.rootCertificates.map, [...tls.rootCertificates].length === tls.rootCertificates.length]],
  ['ciphers', (_, tls) => ['tls_aes_128_gcm_sha256', 'ecdhe-rsa-aes128-gcm-sha256'].map((name) => tls.getCiphers().includes(name))],
  ...[
    ['a.com', { subject: { CN: 'a.com' } }], ['a.com', { subject: { CN: ['b.com', 'a.com'] } }], ['a.com', { subject: {} }], ['a.com', {}],
    ['a.com', { subject: { CN: 'b.com' } }], ['a.com', { subject: { CN: 'a.com' }, subjectaltname: 'DNS:b.com' }],
    ['x.a.com', { subject: {}, subjectaltname: 'DNS:*.a.com' }], ['y.x.a.com', { subject: {}, subjectaltname: 'DNS:*.a.com' }],
    ['a.com', { subject: {}, subjectaltname: 'DNS:*.com' }], ['b.com', { subject: {}, subjectaltname: 'DNS:*' }],
    ['8.8.8.8', { subject: { CN: '8.8.8.8' } }], ['8.8.8.8', { subject: {}, subjectaltname: 'IP Address:8.8.8.8' }],
    ['8.8.8.8', { subject: {}, subjectaltname: 'DNS:8.8.8.8, IP Address:1.1.1.1, IP Address:2.2.2.2' }],
    ['::1', { subject: {}, subjectaltname: 'IP Address:0:0:0:0:0:0:0:1' }], ['a.com', { subject: { CN: 'a.com' }, subjectaltname: 'IP Address:1.1.1.1' }],
    ['a.com.', { subject: {}, subjectaltname: 'DNS:A.COM' }], ['bxy.a.com', { subject: {}, subjectaltname: 'DNS:b*y.a.com' }],
    ['a.com', { subject: { CN: 'a.com' }, subjectaltname: 'URI:http://a.com/' }], ['xn--a.com', { subject: {}, subjectaltname: 'DNS:x*.com' }],
    ['a.com', { subject: {}, subjectaltname: 'DNS:"a.com, DNS:b.com"' }], ['b.com', { subject: {}, subjectaltname: 'DNS:"a.com, DNS:b.com", DNS:b.com' }],
    ['b.a.com', { subject: { CN: '*.a.com' } }], ['*.a.com', { subject: { CN: '*.a.com' } }]
  ].map(([host, cert]) => /** @type {Case} */ ([`identity ${host} ${JSON.stringify(cert)}`, (_, tls) => tls.checkServerIdentity(host, cert)]))
]

/** @type {Record<string, (given: { net: any, tls: any, t: import('./transcript.js').Transcript }) => Promise<void>>} */
export const scenarios = {
  async 'what makes no sense' ({ net, tls, t }) {
    for (const [what, act] of refusals) t.log(what, ...refusal(() => act(net, tls)))
  },

  async 'what needs no connection' ({ net, tls, t }) {
    for (const [what, ask] of values) t.log(what, ask(net, tls))
  }
}

/**
 * @param {() => any} act
 * @returns {any[]} name, code and message of what was thrown
 */
function refusal (act) {
  try {
    act()
  } catch (error) {
    const { name, code, message } = /** @type {any} */ (error)
    return [name, code, message]
  }
  return ['nothing was thrown']
}
