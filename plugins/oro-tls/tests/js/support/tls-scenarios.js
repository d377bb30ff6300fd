/**
 * What happens with `tls`, to be told alike by Node and by a page. Each is given both modules, `once` and a transcript.
 * @module
 */

import { localhost, other } from './identities.js'

/** @typedef {{ net: any, tls: any, once: (emitter: any, event: string) => Promise<any[]>, t: import('./transcript.js').Transcript }} Given */

const ca = localhost.cert

/** @param {Given} given @param {any} [options] @param {(socket: any) => void} [each] */
async function listening ({ tls, once, t }, options, each) {
  const server = tls.createServer({ ...localhost, ...options }, (/** @type {any} */ socket) => {
    socket.on('error', () => {})
    each?.(socket)
  })
  server.on('tlsClientError', (/** @type {any} */ error, /** @type {any} */ socket) => {
    // Whether a client that goes away does so before the handshake is over depends on who is faster.
    if (error.code !== 'ECONNRESET') t.log('server', 'tlsClientError', verdict(error), socket.constructor.name)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { server, port: server.address().port }
}

/** @param {any} server */
function closed (server) {
  return new Promise((resolve) => server.close(resolve))
}

/** @param {any} socket */
function gone (socket) {
  return new Promise((resolve) => socket.once('close', resolve))
}

/**
 * What was found wrong, by Node's name of it.
 * @param {any} error
 */
function verdict (error) {
  return /^[A-Z0-9_]+$/.test(error?.reason ?? '') ? error.reason : error?.code
}

/** @param {Given} given @param {any} options Connect, and write down what comes of it. */
function client ({ tls, t }, options, name = 'client') {
  const socket = tls.connect({ host: 'localhost', servername: 'localhost', family: 4, ...options })
  const { emit } = socket
  socket.emit = (/** @type {string} */ event, /** @type {any[]} */ ...args) => {
    if (['connect', 'ready', 'secureConnect', 'end', 'timeout', 'close'].includes(event)) t.log(name, event, ...(event === 'secureConnect' ? [] : args))
    if (event === 'error') t.log(name, event, verdict(args[0]), args[0].name === 'AbortError')
    if (event === 'data') t.log(`${name}, data`, String(args[0]))
    return emit.call(socket, event, ...args)
  }
  socket.on('error', () => {})
  return socket
}

/** @param {Given} given @param {any} socket */
function agreed ({ t }, socket, name = 'agreed') {
  const { authorized, authorizationError, encrypted, alpnProtocol, servername, secureConnecting } = socket
  t.log(name, authorized, authorizationError, encrypted, alpnProtocol, servername, secureConnecting, secureConnecting || socket.getProtocol(), socket.isSessionReused())
}

/** @type {Record<string, (given: Given) => Promise<void>>} */
export const scenarios = {
  async 'an echo' (given) {
    const { server, port } = await listening(given, {}, (s) => { agreed(given, s, 'peer'); s.pipe(s) })
    for (const maxVersion of ['TLSv1.2', 'TLSv1.3']) {
      const c = client(given, { port, ca, maxVersion })
      c.resume()
      const echoed = given.once(c, 'data')
      agreed(given, c, 'before')
      given.t.log('before', c.getPeerCertificate(), c.getCertificate(), c.connecting, c.pending)
      c.write('early')
      await given.once(c, 'secureConnect')
      agreed(given, c)
      const cipher = c.getCipher()
      given.t.log('cipher', Object.keys(cipher), cipher.version)
      const certificate = c.getPeerCertificate(true)
      given.t.log('certificate', { ...certificate.subject }, { ...certificate.issuer }, certificate.subjectaltname, certificate.issuerCertificate === certificate, certificate.raw.constructor.name)
      given.t.log('certificate', certificate.bits, certificate.asn1Curve, certificate.nistCurve, certificate.ca, certificate.valid_from, certificate.valid_to)
      given.t.log('certificate', certificate.fingerprint256, certificate.fingerprint, certificate.serialNumber, certificate.pubkey.length)
      given.t.log('certificate', c.getCertificate())
      await echoed // or both come back as one piece
      c.end(' late')
      await gone(c)
      given.t.log('after', c.getPeerCertificate(), c.getCipher(), c.getProtocol(), c.getSession(), c.authorized)
    }
    await closed(server)
  },

  async 'a certificate nobody trusts' (given) {
    const { server, port } = await listening(given)
    await gone(client(given, { port }))
    const c = client(given, { port, rejectUnauthorized: false }, 'lenient')
    await given.once(c, 'secureConnect')
    agreed(given, c)
    const end = gone(c)
    c.resume().end()
    await end
    await closed(server)
  },

  async 'a certificate of another' (given) {
    const { server, port } = await listening(given)
    await gone(client(given, { port, ca, servername: 'other.test' }))
    const c = client(given, { port, ca, servername: 'other.test', rejectUnauthorized: false }, 'lenient')
    await given.once(c, 'secureConnect')
    agreed(given, c)
    const end = gone(c)
    c.resume().end()
    await end
    await closed(server)
  },

  async 'a check of the caller' (given) {
    const { server, port } = await listening(given)
    const fine = (/** @type {any[]} */ ...args) => { given.t.log('asked', args[0], args[1].subject.CN) }
    const c = client(given, { port, ca, servername: 'other.test', checkServerIdentity: fine })
    await given.once(c, 'secureConnect')
    agreed(given, c)
    const end = gone(c)
    c.resume().end()
    await end
    const wrong = () => Object.assign(new Error('not this one'), { code: 'EWRONG' })
    await gone(client(given, { port, ca, checkServerIdentity: wrong }, 'wrong'))
    await closed(server)
  },

  async 'application protocols' (given) {
    const { server, port } = await listening(given, { ALPNProtocols: ['b', 'a'] }, (s) => { given.t.log('peer', s.alpnProtocol); s.resume().end() })
    for (const ALPNProtocols of [['a'], ['x', 'a', 'b'], undefined]) {
      const c = client(given, { port, ca, ALPNProtocols })
      c.resume()
      await given.once(c, 'secureConnect')
      given.t.log('agreed', c.alpnProtocol)
      await gone(c)
    }
    await gone(client(given, { port, ca, ALPNProtocols: ['nothing'] }, 'none'))
    await closed(server)
  },

  async 'names of a server' (given) {
    const { server, port } = await listening(given, {}, (s) => { given.t.log('peer', s.servername); s.resume().end() })
    server.addContext('*.test', other)
    for (const servername of ['localhost', 'other.test', 'unknown.example']) {
      const c = client(given, { port, ca: [ca, other.cert], servername, rejectUnauthorized: false }, servername)
      c.resume()
      await given.once(c, 'secureConnect')
      given.t.log(servername, c.getPeerCertificate().subject.CN, c.servername)
      await gone(c)
    }
    server.setSecureContext(other)
    const c = client(given, { port, ca: [ca, other.cert], rejectUnauthorized: false }, 'changed')
    c.resume()
    await given.once(c, 'secureConnect')
    given.t.log('changed', c.getPeerCertificate().subject.CN)
    await gone(c)
    await closed(server)
  },

  async 'callbacks of a server' (given) {
    const { t, tls } = given
    const { server, port } = await listening(given, {
      SNICallback (/** @type {string} */ name, /** @type {any} */ done) {
        t.log('asked', name)
        if (name === 'refused.test') done(new Error('not here'))
        else done(null, name === 'other.test' ? tls.createSecureContext(other) : undefined)
      },
      ALPNCallback (/** @type {any} */ hello) {
        t.log('protocols', hello)
        return hello.protocols.at(-1)
      }
    }, (s) => { t.log('peer', s.servername, s.alpnProtocol); s.resume().end() })
    for (const [servername, ALPNProtocols] of /** @type {any[]} */ ([['other.test', undefined], ['localhost', ['a', 'b']]])) {
      const c = client(given, { port, ca: [ca, other.cert], servername, ALPNProtocols }, servername)
      c.resume()
      await given.once(c, 'secureConnect')
      t.log(servername, c.getPeerCertificate().subject.CN, c.alpnProtocol)
      await gone(c)
    }
    const refused = given.once(server, 'tlsClientError')
    const c = given.tls.connect({ port, host: '127.0.0.1', servername: 'refused.test' })
    c.on('error', () => {}).resume()
    const [[error]] = await Promise.all([refused, gone(c)])
    t.log('refused', error.message)
    await closed(server)
  },

  async 'no protocol of a callback' (given) {
    const { server, port } = await listening(given, { ALPNCallback: () => undefined })
    server.removeAllListeners('tlsClientError')
    await gone(client(given, { port, ca, ALPNProtocols: ['a'] }))
    await closed(server)
  },

  async 'a certificate of the client' (given) {
    const { server, port } = await listening(given, { requestCert: true, ca: other.cert, rejectUnauthorized: false, maxVersion: 'TLSv1.2' }, (s) => {
      given.t.log('peer', s.authorized, s.authorizationError, s.getPeerCertificate().subject?.CN)
      s.resume().end()
    })
    for (const identity of [other, localhost, {}]) {
      const c = client(given, { port, ca, ...identity })
      c.resume()
      await given.once(c, 'secureConnect')
      given.t.log('own', c.getCertificate().subject?.CN)
      await gone(c)
    }
    await closed(server)
  },

  async 'a client without a certificate refused' (given) {
    const { server, port } = await listening(given, { requestCert: true, ca: other.cert, maxVersion: 'TLSv1.2' })
    const refused = given.once(server, 'tlsClientError')
    const c = given.tls.connect({ port, host: '127.0.0.1', ca })
    c.on('error', () => {}).resume()
    await Promise.all([refused, gone(c)])
    await closed(server)
  },

  async 'peers that speak no TLS' (given) {
    const { server, port } = await listening(given)
    const plain = given.net.connect(port, '127.0.0.1')
    plain.on('error', () => {}).resume()
    const refused = given.once(server, 'tlsClientError')
    plain.write('hello there, whoever you are\r\n')
    await refused
    await closed(server)
    const speaker = given.net.createServer((/** @type {any} */ s) => s.on('error', () => {}).on('data', () => s.end('HTTP/1.1 400 Bad Request\r\n\r\n')))
    speaker.listen(0, '127.0.0.1')
    await given.once(speaker, 'listening')
    await gone(client(given, { port: speaker.address().port }))
    await closed(speaker)
  },

  async 'nobody there' (given) {
    const { server, port } = await listening(given)
    await closed(server)
    await gone(client(given, { port, host: '127.0.0.1' }))
  },

  async 'a socket made secure' (given) {
    const { server, port } = await listening(given, {}, (s) => s.pipe(s))
    const plain = given.net.connect(port, '127.0.0.1')
    plain.on('close', () => given.t.log('plain', 'close'))
    await given.once(plain, 'connect')
    const c = client(given, { socket: plain, ca })
    given.t.log('wrapped', c.connecting, c.secureConnecting, c.encrypted)
    c.write('x')
    await given.once(c, 'secureConnect')
    agreed(given, c)
    given.t.log('wrapped', c.remotePort === port, c.remoteAddress)
    const end = gone(c)
    c.resume().end()
    await end
    const connecting = given.net.connect(port, '127.0.0.1')
    const d = client(given, { socket: connecting, ca }, 'still connecting')
    await given.once(d, 'secureConnect')
    const ended = gone(d)
    d.resume().end()
    await ended
    await closed(server)
  },

  async 'STARTTLS' (given) {
    const { net, tls, once, t } = given
    const secureContext = tls.createSecureContext(localhost)
    const server = net.createServer((/** @type {any} */ plain) => {
      plain.once('data', (/** @type {any} */ bytes) => {
        t.log('server', String(bytes))
        plain.write('220 go ahead\r\n')
        const secure = new tls.TLSSocket(plain, { isServer: true, secureContext })
        secure.on('error', (/** @type {any} */ error) => t.log('server', verdict(error)))
        secure.pipe(secure)
      })
    })
    server.listen(0, '127.0.0.1')
    await once(server, 'listening')
    const plain = net.connect(server.address().port, '127.0.0.1')
    plain.write('STARTTLS\r\n')
    const [answer] = await once(plain, 'data')
    t.log('plain', String(answer))
    const c = client(given, { socket: plain, ca })
    await once(c, 'secureConnect')
    agreed(given, c)
    c.write('secret')
    const [bytes] = await once(c, 'data')
    t.log('secure', String(bytes))
    const end = gone(c)
    c.end()
    await end
    await closed(server)
  },

  async 'a session taken up again' (given) {
    const { server, port } = await listening(given, { maxVersion: 'TLSv1.2' }, (s) => s.resume().end('x'))
    const first = client(given, { port, ca })
    await given.once(first, 'secureConnect')
    const session = first.getSession()
    const end = gone(first)
    first.resume()
    await end
    const second = client(given, { port, ca, session }, 'second')
    second.resume()
    await given.once(second, 'secureConnect')
    given.t.log('second', second.isSessionReused(), second.authorized)
    await gone(second)
    await closed(server)
  },

  async 'given up' (given) {
    const silent = given.net.createServer((/** @type {any} */ s) => s.on('error', () => {}).resume())
    silent.listen(0, '127.0.0.1')
    await given.once(silent, 'listening')
    const { port } = silent.address()
    const controller = new AbortController()
    const c = given.tls.connect({ port, host: '127.0.0.1', signal: controller.signal })
    c.on('error', (/** @type {any} */ error) => given.t.log('aborted', error.name, error.code))
    await given.once(silent, 'connection')
    controller.abort()
    await gone(c)
    const d = given.tls.connect({ port, host: '127.0.0.1' })
    await given.once(silent, 'connection')
    d.destroy()
    await gone(d)
    given.t.log('destroyed', d.secureConnecting, d.authorized)
    await closed(silent)
  },

  async 'keys both ends know' (given) {
    const { server, port } = await listening(given, {}, (s) => {
      given.t.log('peer', s.exportKeyingMaterial(16, 'label').length)
      s.resume().end(s.exportKeyingMaterial(16, 'label', new Uint8Array([1, 2])).toString('hex'))
    })
    const c = given.tls.connect({ port, host: '127.0.0.1', ca })
    const [bytes] = await given.once(c, 'data')
    given.t.log('client', String(bytes) === c.exportKeyingMaterial(16, 'label', new Uint8Array([1, 2])).toString('hex'), c.getFinished().length > 0, c.getPeerFinished().length > 0)
    await gone(c)
    await closed(server)
  }
}
