import { once } from 'oro:events'
import net from 'oro:net'
import { test } from 'oro:test'
import tls, {
  addTlsPinsForHost, connect, createServer, createTlsPinFromCertificateDer, createTlsPinFromCertificatePem, getTlsPins,
  getTlsPinsForHost, getTlsProvider, removeTlsPinsForHost, setTlsPins, setTlsPinsForHost
} from 'oro:tls'
import { localhost, other } from './support/identities.js'

const WRONG = `sha256/${btoa('x'.repeat(32))}`

const server = createServer(localhost, (/** @type {any} */ socket) => socket.on('error', () => {}).resume().end())
server.listen(0, '127.0.0.1')
await once(server, 'listening')
const options = { port: server.address().port, host: 'localhost', family: 4, ca: localhost.cert }

/**
 * @param {any} [more]
 * @returns {Promise<any>} what came with `secureConnect`, or the error
 */
async function outcome (more) {
  const socket = connect({ ...options, ...more })
  const result = await new Promise((resolve) => socket.on('secureConnect', resolve).on('error', resolve))
  socket.resume()
  if (!socket.closed) await once(socket, 'close')
  return result
}

/** @param {Promise<any>} promise */
function failure (promise) {
  return promise.then(() => null, (error) => error)
}

test('the modules are node:net and node:tls too', async (t) => {
  t.equal((await import(['node', 'net'].join(':'))).Socket, net.Socket)
  t.equal((await import(['node', 'tls'].join(':'))).TLSSocket, tls.TLSSocket)
})

test('a pin is of the certificate', async (t) => {
  const pin = await createTlsPinFromCertificatePem(localhost.cert)
  const { provider, peerPin } = await outcome()
  t.deepEqual([provider, peerPin], ['openssl', pin])
  t.equal((await getTlsProvider()).provider, provider)
  const der = Uint8Array.from(atob(localhost.cert.split('-----')[2].replace(/\s/g, '')), (character) => character.charCodeAt(0))
  t.equal(await createTlsPinFromCertificateDer(der), pin)
  t.ok(await failure(createTlsPinFromCertificatePem('no certificate')) instanceof TypeError)
})

test('what is wrong with a certificate has the code of this framework, and the name of Node', async (t) => {
  const untrusted = await outcome({ ca: undefined })
  t.deepEqual([untrusted.code, untrusted.reason], ['CERT_UNTRUSTED_ROOT', 'DEPTH_ZERO_SELF_SIGNED_CERT'])
  const mismatch = await outcome({ servername: 'other.test' })
  t.deepEqual([mismatch.code, mismatch.reason], ['HOSTNAME_MISMATCH', 'ERR_TLS_CERT_ALTNAME_INVALID'])
})

test('a connection can bring pins', async (t) => {
  const pin = await createTlsPinFromCertificatePem(localhost.cert)
  t.equal((await outcome({ pins: [WRONG, pin] })).peerPin, pin)
  t.equal((await outcome({ pins: `localhost:${options.port} ${pin}` })).peerPin, pin)
  const mismatch = await outcome({ pins: [WRONG] })
  t.deepEqual([mismatch.code, mismatch.provider, mismatch.peerPin, mismatch.expectedPins], ['PIN_MISMATCH', 'openssl', pin, [WRONG]])
  t.equal((await outcome({ pins: [WRONG], rejectUnauthorized: false })).code, 'PIN_MISMATCH')
  t.equal((await outcome({ pins: ['elsewhere.test ' + pin] })).code, 'PIN_MISCONFIGURED')
})

test('pins hold for what is connected to from now on', async (t) => {
  const pin = await createTlsPinFromCertificatePem(localhost.cert)
  t.deepEqual(await setTlsPinsForHost('LOCALHOST', WRONG), { configured: true, pins: [WRONG] })
  t.equal((await outcome()).code, 'PIN_MISMATCH')
  t.equal((await outcome({ pins: [pin], pinsMode: 'replace' })).peerPin, pin)
  t.equal((await outcome({ pins: [pin], pinsMode: 'append' })).peerPin, pin)
  t.deepEqual(await addTlsPinsForHost('localhost', [pin]), { configured: true, pins: [WRONG, pin] })
  t.equal((await outcome()).peerPin, pin)
  t.deepEqual(await removeTlsPinsForHost('localhost', [WRONG]), { configured: true, pins: [pin] })
  t.deepEqual(await getTlsPinsForHost('localhost:1'), { configured: false, pins: [] })
  t.deepEqual(await removeTlsPinsForHost('localhost'), { configured: false, pins: [] })
  t.deepEqual(await getTlsPins(), { value: '' })
})

test('pins are written as lines', async (t) => {
  const bare = WRONG.slice('sha256/'.length).replace(/=$/, '')
  const { value } = await setTlsPins(['# nobody', `Example.com:8443 ${bare} ; why`, `[::1]:443 ${WRONG}`, `https://a.test/x ${WRONG}`])
  t.deepEqual(value.split('\n').sort(), [`[::1]:443 ${WRONG}`, `a.test ${WRONG}`, `example.com:8443 ${WRONG}`])
  t.deepEqual(await getTlsPinsForHost('https://example.com:8443/'), { configured: true, pins: [WRONG] })
  t.deepEqual(await getTlsPinsForHost('[::1]:443'), { configured: true, pins: [WRONG] })
  await setTlsPins(`b.test ${WRONG}`, { mode: 'append' })
  t.equal((await getTlsPins()).value.split('\n').length, 4)
  await setTlsPins('')
})

test('what is no pin is refused before anything is sent', async (t) => {
  for (const pins of [['no pin'], 'localhost', [5], ['localhost sha256/short']]) {
    t.throws(() => connect({ ...options, pins: /** @type {any} */ (pins) }), TypeError, String(pins))
  }
  t.throws(() => connect({ ...options, pins: [WRONG], pinsMode: 'both' }), TypeError)
  t.ok(await failure(setTlsPins(['localhost'])) instanceof TypeError)
  t.ok(await failure(setTlsPinsForHost('', WRONG)) instanceof TypeError)
  t.ok(await failure(setTlsPinsForHost('localhost', 'short')) instanceof TypeError)
  t.deepEqual(await getTlsPins(), { value: '' })
})

test('what the host cannot is said', (t) => {
  for (const act of [
    () => createServer({ ...localhost, pskCallback () {} }), () => createServer({ ticketKeys: new Uint8Array(48) }),
    () => new tls.TLSSocket().renegotiate({}), () => tls.createSecureContext(/** @type {any} */ ({ sigalgs: 'x' })),
    () => tls.createSecurePair(), () => connect({ ...options, pskCallback () {} }),
    () => new net.Socket(/** @type {any} */ ({ fd: 3 }))
  ]) t.throws(act, /not implemented/)
})

test('what a listener throws is an error of the page', async (t) => {
  const { reportError } = globalThis
  /** @type {Promise<any>} */
  const thrown = new Promise((resolve) => { globalThis.reportError = resolve })
  const socket = connect({ ...options, ca: [localhost.cert, other.cert] }, () => { throw new Error('out of the listener') })
  t.equal((await thrown).message, 'out of the listener')
  globalThis.reportError = reportError
  t.equal(socket.destroyed, false)
  socket.destroy()
})
