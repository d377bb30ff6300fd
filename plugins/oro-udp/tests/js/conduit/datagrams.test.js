import { createSocket } from 'oro:dgram'
import { once } from 'oro:events'
import { test } from 'oro:test'
import { anyBytes, bothWays, bound, many, next } from './datagrams.js'

/** @type {any[]} */
const pushed = []
globalThis.addEventListener('data', (/** @type {any} */ { detail: { params } }) => { if (params.data?.port) pushed.push(params) })

/** The plugin is there, but the type checker knows only what is installed. */
const { Conduit, pool } = await import(['oro', 'conduit'].join(':'))

/** @param {string} id */
async function connected (id) {
  for (;;) {
    for (const conduit of pool) if (conduit.id === id && conduit.isActive) return conduit
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

test('datagrams go both ways while Conduit connects', bothWays)
test('any bytes arrive as they are with Conduit there', anyBytes)
test('many datagrams at once all arrive with Conduit there', many)

test('datagrams come over Conduit once it is connected, and as pushes when it is not', async (t) => {
  const [one, two] = [await bound(), await bound()]
  const conduit = await connected(two.socket.id)
  t.ok(conduit instanceof Conduit)
  pushed.length = 0
  for (const content of [new Uint8Array(65507).fill(7), new Uint8Array(0), new Uint8Array([1, 2, 3])]) {
    const arrived = next(two.socket)
    one.socket.send(content, two.port, '127.0.0.1')
    const { bytes, from } = await arrived
    t.ok(bytes.length === content.length && bytes.every((byte, at) => byte === content[at]), `${content.length} bytes`)
    t.deepEqual(from, { address: '127.0.0.1', family: 'IPv4', port: one.port, size: content.length })
  }
  t.deepEqual(pushed, [], 'none of them was pushed')
  conduit.shouldReconnect = false
  conduit.pause()
  const arrived = next(two.socket)
  const again = setInterval(() => one.socket.send('without it', two.port), 20)
  t.equal((await arrived).text, 'without it')
  clearInterval(again)
  one.socket.close()
  two.socket.close()
})

test('a message on its Conduit sends from a socket', async (t) => {
  const [one, two] = [await bound(), await bound()]
  const conduit = await connected(one.socket.id)
  const arrived = next(two.socket)
  t.ok(conduit.send({ route: 'udp.send', port: two.port, address: '127.0.0.1' }, new TextEncoder().encode('by message')))
  const { text, from } = await arrived
  t.deepEqual([text, from.port], ['by message', one.port])
  one.socket.close()
  two.socket.close()
})

test('closing a socket closes its Conduit', async (t) => {
  const { socket } = await bound()
  const { id } = socket
  await connected(id)
  socket.close()
  await once(socket, 'close')
  t.ok(![...pool].some((conduit) => conduit.id === id))
})

test('a flood is received to the end or dropped, and never stops the socket', async (t) => {
  const { socket, port } = await bound()
  await connected(socket.id)
  const sender = createSocket('udp4')
  let count = 0
  socket.on('message', () => count++)
  await Promise.all(Array.from({ length: 2000 }, () => new Promise((resolve) => sender.send('flood', port, resolve))))
  let ended = false
  socket.on('message', (bytes) => { ended ||= bytes.length === 4 })
  // What comes last may be dropped too, while the flood is still being taken.
  for (; !ended; await t.sleep(5)) sender.send('last', port)
  t.ok(count > 1, `${count} of 2000`)
  sender.close()
  socket.close()
})
