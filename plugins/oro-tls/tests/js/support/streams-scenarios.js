/**
 * TLS over streams that are no sockets, secrets for who looks at the bytes, and how both sides agree; to be told alike
 * by Node and by a page.
 * @module
 */

import { localhost, rsa } from './identities.js'

/** @typedef {{ net: any, tls: any, stream: any, once: (emitter: any, event: string) => Promise<any[]>, t: import('./transcript.js').Transcript }} Given */

/**
 * Return two streams, each of which reads what the other is written.
 * @param {any} stream the module
 * @returns {any[]}
 */
function pair ({ Duplex }) {
  /** @type {any[]} */
  const ends = []
  for (const index of [0, 1]) {
    ends.push(new Duplex({
      read () {},
      write (/** @type {any} */ bytes, /** @type {any} */ _encoding, /** @type {() => void} */ done) {
        setTimeout(() => { ends[1 - index].push(bytes); done() })
      },
      final (/** @type {() => void} */ done) {
        setTimeout(() => { ends[1 - index].push(null); done() })
      }
    }))
  }
  return ends
}

/**
 * Listen, connect, and write down what the client tells once it is secure.
 * @param {Given} given
 * @param {string} name
 * @param {{ server?: any, client?: any, tell: (socket: any) => any }} options
 */
async function agreed ({ tls, once, t }, name, { server: own, client, tell }) {
  const server = tls.createServer({ ...localhost, ...own }, (/** @type {any} */ socket) => {
    socket.on('error', () => {})
    socket.end('bytes')
  })
  server.on('tlsClientError', () => {})
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = tls.connect({ host: 'localhost', family: 4, port: server.address().port, ca: [localhost.cert, rsa.cert], ...client })
  socket.on('error', (/** @type {any} */ error) => t.log(name, 'error', error instanceof Error, Object.prototype.toString.call(error), typeof error.code, typeof error.stack))
  socket.once('secureConnect', () => t.log(name, tell(socket)))
  socket.resume()
  await new Promise((resolve) => socket.once('close', resolve))
  await new Promise((resolve) => server.close(resolve))
}

/** @type {Record<string, (given: Given) => Promise<void>>} */
export const scenarios = {
  async 'a stream of the page' ({ tls, stream, once, t }) {
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3']) {
      const [one, two] = pair(stream)
      const server = new tls.TLSSocket(two, { ...localhost, isServer: true, secureContext: tls.createSecureContext(localhost) })
      const client = tls.connect({ socket: one, servername: 'localhost', ca: localhost.cert, maxVersion })
      for (const [name, socket] of [['server', server], ['client', client]]) {
        socket.on('error', (/** @type {any} */ error) => t.log(name, 'error', error))
        socket.on('close', () => t.log(name, 'close'))
      }
      const secure = once(client, 'secureConnect')
      server.once('data', (/** @type {any} */ bytes) => { t.log('server', String(bytes)); server.write('answer') })
      client.write('early')
      await secure
      t.log('client', client.authorized, client.encrypted, client.getProtocol(), client.getPeerCertificate().subject.CN, client.remoteAddress)
      const [bytes] = await once(client, 'data')
      t.log('client', String(bytes))
      const large = 300000
      let count = 0
      server.on('data', (/** @type {any} */ piece) => { count += piece.length })
      client.end('x'.repeat(large))
      await once(server, 'end')
      t.log('server', 'all', count)
      server.end()
      await Promise.all([client, server].map((socket) => new Promise((resolve) => socket.once('close', resolve))))
    }
  },

  async 'a stream whose peer is not trusted' ({ tls, stream, t }) {
    const [one, two] = pair(stream)
    const server = new tls.TLSSocket(two, { isServer: true, secureContext: tls.createSecureContext(localhost) })
    server.on('error', () => {})
    const client = tls.connect({ socket: one, servername: 'localhost' })
    const error = await new Promise((resolve) => client.once('error', resolve))
    t.log('client', error instanceof Error, client.authorized, error.reason ?? error.code)
    await Promise.all([client, one].map((each) => each.destroyed || new Promise((resolve) => each.once('close', resolve))))
    t.log('client', 'closed', client.destroyed, one.destroyed)
  },

  async 'the key log' ({ tls, once, t }) {
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3']) {
      const server = tls.createServer(localhost, (/** @type {any} */ socket) => { socket.on('error', () => {}); socket.end() })
      /** @type {string[][]} */
      const lines = [[], []]
      server.on('keylog', (/** @type {any} */ line, /** @type {any} */ socket) => { lines[0].push(String(line)); t.log('server', socket instanceof tls.TLSSocket, line.constructor.name === 'Buffer') })
      server.listen(0, '127.0.0.1')
      await once(server, 'listening')
      const client = tls.connect({ host: 'localhost', family: 4, port: server.address().port, ca: localhost.cert, maxVersion })
      client.on('keylog', (/** @type {any} */ line) => { lines[1].push(String(line)); t.log('client', client.secureConnecting === false || client.connecting === false) })
      client.resume()
      await new Promise((resolve) => client.once('close', resolve))
      await new Promise((resolve) => server.close(resolve))
      const [one, two] = lines.map((each) => each.sort())
      t.log(maxVersion, one.map((line) => line.split(' ')[0]), JSON.stringify(one) === JSON.stringify(two), one.every((line) => /^[A-Z_0-9]+ [0-9a-f]{64} [0-9a-f]+\n$/.test(line)))
    }
  },

  async 'certificates of either side' ({ tls, once, t }) {
    const server = tls.createServer({ ...localhost, requestCert: true, rejectUnauthorized: false }, (/** @type {any} */ socket) => {
      socket.on('error', () => {})
      t.log('server', socket.getX509Certificate().subject, socket.getPeerX509Certificate()?.subject)
      socket.end()
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    for (const own of [{}, rsa]) {
      const client = tls.connect({ host: 'localhost', family: 4, port: server.address().port, ca: localhost.cert, ...own })
      t.log('client', client.getPeerX509Certificate())
      await once(client, 'secureConnect')
      const peer = client.getPeerX509Certificate()
      t.log('client', peer.subject, peer.fingerprint256, peer.checkHost('localhost'), peer.ca, client.getX509Certificate()?.subject)
      client.resume()
      await new Promise((resolve) => client.once('close', resolve))
    }
    await new Promise((resolve) => server.close(resolve))
  },

  async 'how both sides agree' (given) {
    const { tls } = given
    const tell = (/** @type {any} */ socket) => [socket.getProtocol(), socket.getCipher().name.split('-')[0], socket.getEphemeralKeyInfo()]
    const prime = (/** @type {any} */ socket) => [socket.getProtocol(), socket.getCipher().name, socket.getEphemeralKeyInfo().type]
    const DHE = 'DHE-RSA-AES128-GCM-SHA256'
    await agreed(given, 'a curve', { client: { ecdhCurve: 'prime256v1' }, tell })
    await agreed(given, 'a curve of the server', { server: { ecdhCurve: 'secp384r1' }, tell })
    await agreed(given, 'a curve, TLS 1.2', { server: { ecdhCurve: 'prime256v1' }, client: { maxVersion: 'TLSv1.2' }, tell })
    await agreed(given, 'a prime', { server: { ...rsa, dhparam: 'auto', ciphers: DHE, maxVersion: 'TLSv1.2' }, tell: prime })
    await agreed(given, 'a prime of its own', { server: { ...rsa, dhparam: PRIME, ciphers: DHE, maxVersion: 'TLSv1.2' }, tell: prime })
    await agreed(given, 'no curve in common', { server: { ecdhCurve: 'prime256v1' }, client: { ecdhCurve: 'secp384r1' }, tell })
    await agreed(given, 'a method', { client: { secureProtocol: 'TLSv1_2_method' }, tell: (socket) => socket.getProtocol() })
    await agreed(given, 'a method of the server', { server: { secureProtocol: 'TLSv1_2_server_method' }, tell: (socket) => socket.getProtocol() })
    await agreed(given, 'no TLS 1.3', { client: { secureOptions: 0x20000000 }, tell: (socket) => socket.getProtocol() })
    given.t.log('contexts', tls.createSecureContext({ dhparam: PRIME, secureOptions: 4 }) instanceof tls.SecureContext)
  }
}

const PRIME = `-----BEGIN DH PARAMETERS-----
MIIBCAKCAQEA///////////JD9qiIWjCNMTGYouA3BzRKQJOCIpnzHQCC76mOxOb
IlFKCHmONATd75UZs806QxswKwpt8l8UN0/hNW1tUcJF5IW1dmJefsb0TELppjft
awv/XLb0Brft7jhr+1qJn6WunyQRfEsf5kkoZlHs5Fs9wgB8uKFjvwWY2kg2HFXT
mmkWP6j9JM9fg2VdI9yjrZYcYvNWIIVSu57VKQdwlpZtZww1Tkq8mATxdGwIyhgh
fDKQXkYuNs474553LBgOhgObJ4Oi7Aeij7XFXfBvTFLJ3ivL9pVYFxg5lUl86pVq
5RXSJhiY+gUQFXKOWoqsqmj//////////wIBAg==
-----END DH PARAMETERS-----
`
