import { once } from 'oro:events'
import ipc from 'oro:ipc'
import net from 'oro:net'
import { test } from 'oro:test'
import tls from 'oro:tls'
import { localhost as identity } from '/support/identities.js'

const MANY = 8 * 1024 * 1024
const PIECE = 65536
const TOO_MUCH = 64 * 1024 * 1024

/** @param {string} route @param {any} params */
async function told (route, params = {}) {
  const { err, data } = await ipc.request(`test.${route}`, params)
  if (err) throw err
  return data
}

/** @param {number} count */
function pattern (count) {
  const bytes = new Uint8Array(count)
  for (let at = 0; at < count; at++) bytes[at] = (at * 31 + (at >> 16) * 7) & 255
  return bytes
}

/** @param {Uint8Array[]} pieces @param {Uint8Array} whole */
function same (pieces, whole) {
  let at = 0
  for (const piece of pieces) for (const byte of piece) if (byte !== whole[at++]) return false
  return at === whole.length
}

/** @param {import('oro:test').Test} t @param {any} socket */
async function throughAndBack (t, socket) {
  const whole = pattern(MANY)
  /** @type {Uint8Array[]} */
  const pieces = []
  socket.on('data', (/** @type {Uint8Array} */ bytes) => pieces.push(bytes))
  const ended = once(socket, 'end')
  for (let at = 0; at < MANY; at += PIECE) {
    if (!socket.write(whole.subarray(at, at + PIECE))) await once(socket, 'drain')
  }
  socket.end()
  await ended
  t.ok(same(pieces, whole), 'intact')
  t.deepEqual([socket.bytesRead, socket.bytesWritten], [MANY, MANY])
}

/** @param {any} server */
async function listening (server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server.address().port
}

/**
 * Wait until a number stays the same while the host answers call after call: what could change it had its turns.
 * @param {() => number} number
 * @param {() => Promise<any>} call
 */
async function still (number, call = () => ipc.request('ping')) {
  for (let seen = number(), calls = 0; calls < 50; calls++) {
    await call()
    if (number() !== seen) [seen, calls] = [number(), 0]
  }
}

const echo = (/** @type {any} */ socket) => socket.on('error', () => {}).pipe(socket)

test('8 MB through a Node server and back', async (t) => {
  const at = await told('serve', { command: 'serve' })
  await throughAndBack(t, net.connect({ port: at.tcp, host: '127.0.0.1', allowHalfOpen: true }))
  await throughAndBack(t, tls.connect({ port: at.tls, host: 'localhost', family: 4, ca: identity.cert, allowHalfOpen: true }))
})

test('8 MB of a Node client through a server of the page', async (t) => {
  for (const [kind, server] of /** @type {[string, any][]} */ ([
    ['tcp', net.createServer({ allowHalfOpen: true }, echo)], ['tls', tls.createServer({ ...identity, allowHalfOpen: true }, echo)]
  ])) {
    const port = await listening(server)
    t.deepEqual(await told('ask', { port, kind, count: MANY }), { came: MANY, same: true }, kind)
    server.close()
    await once(server, 'close')
  }
})

test('openssl speaks with a server of the page', async (t) => {
  const server = tls.createServer(identity, (/** @type {any} */ socket) => {
    socket.on('error', () => {})
    socket.on('data', (/** @type {any} */ bytes) => socket.end(`heard ${bytes}`))
  })
  const port = await listening(server)
  t.equal(await told('openssl', { port, text: 'a word\n' }), 'heard a word\n')
  server.close()
})

test('who does not read is not written to', async (t) => {
  const server = net.createServer({ pauseOnConnect: true })
  const port = await listening(server)
  const socket = net.connect(port, '127.0.0.1')
  const [peer] = await once(server, 'connection')
  const whole = pattern(PIECE)
  let [written, most, enough] = [0, 0, false]
  const writing = (async () => {
    while (!enough && written < TOO_MUCH) {
      written += PIECE
      if (!socket.write(whole)) await once(socket, 'drain')
      most = Math.max(most, socket.writableLength)
    }
    socket.end()
  })()
  // As much as the system and the host hold goes out; then no more drain comes.
  await still(() => written)
  t.ok(most <= 4 * PIECE, `the page held ${most}`)
  t.ok(written < TOO_MUCH, `${written} went out`)
  t.equal(peer.bytesRead, 0)
  enough = true
  let came = 0
  peer.on('data', (/** @type {any} */ bytes) => { came += bytes.length })
  peer.resume()
  await writing
  await once(peer, 'end')
  t.equal(came, written)
  server.close()
})

test('what the page does not read stays with the sender', async (t) => {
  const count = TOO_MUCH
  const { tcp } = await told('serve', { command: 'flood', count })
  const socket = net.connect(tcp, '127.0.0.1')
  await once(socket, 'connect')
  let { waiting } = await told('waiting')
  await still(() => waiting, async () => { ({ waiting } = await told('waiting')) })
  t.ok(waiting > count / 2, `${waiting} of ${count} wait in Node`)
  t.ok(socket.readableLength <= 1024 * 1024, `${socket.readableLength} wait in the page`)
  let came = 0
  socket.on('data', (bytes) => { came += bytes.length })
  await once(socket, 'end')
  t.equal(came, count)
})
