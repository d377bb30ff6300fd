import dgram, { createSocket, Socket } from 'oro:dgram'
import { once } from 'oro:events'
import ipc from 'oro:ipc'
import { test } from 'oro:test'
import { anyBytes, bothWays, bound, many, next } from './conduit/datagrams.js'

/** A minute: it guards against hanging, and nothing else. */
const PATIENT = { timeout: 60000 }

test('datagrams go both ways as pushes', bothWays)
test('any bytes arrive as they are', anyBytes)
test('many datagrams at once all arrive', many)

test('the module is node:dgram too', async (t) => {
  const { default: nodeDgram } = await import(['node', 'dgram'].join(':'))
  t.equal(nodeDgram.Socket, Socket)
  t.equal(dgram.createSocket, createSocket)
})

test('IPv6 goes the same way', async (t) => {
  const [one, two] = [await bound('udp6', '::1'), await bound({ type: 'udp6', ipv6Only: true }, '::1')]
  t.deepEqual(one.socket.address(), { address: '::1', family: 'IPv6', port: one.port })
  const arrived = next(two.socket)
  one.socket.send('six', two.port)
  const { from } = await arrived
  t.deepEqual([from.address, from.family, from.port], ['::1', 'IPv6', one.port])
  one.socket.close()
  two.socket.close()
})

test('every form of send says the same', async (t) => {
  const [{ socket }, { socket: other, port }] = [await bound(), await bound()]
  const parts = ['a', new TextEncoder().encode('bc'), new Uint16Array([0x6564]), new DataView(new Uint8Array([0x66]).buffer)]
  /** @type {[any[], string][]} */
  const forms = [
    [['plain', port], 'plain'],
    [['named', port, 'localhost'], 'named'],
    [['with offset', 5, 6, port], 'offset'],
    [[new TextEncoder().encode('bytes and length'), 0, 5, port, '127.0.0.1'], 'bytes'],
    [[parts, port, '127.0.0.1'], 'abcdef'],
    [[[], port, '127.0.0.1'], '']
  ]
  for (const [args, expected] of forms) {
    const arrived = next(other)
    const told = new Promise((resolve) => socket.send(...args, (/** @type {any[]} */ ...all) => resolve(all)))
    t.equal((await arrived).text, expected)
    t.deepEqual(await told, [null, expected.length], 'the callback is told how many bytes')
  }
  socket.close()
  other.close()
})

test('send binds by itself, and close waits for what was sent', async (t) => {
  const { socket: other, port } = await bound()
  const socket = createSocket('udp4')
  const events = /** @type {any[]} */ ([])
  socket.on('listening', () => events.push('listening'))
  socket.on('close', () => events.push('close'))
  const arrived = next(other)
  socket.send('first', port, () => events.push('sent'))
  socket.close()
  t.equal((await arrived).text, 'first')
  await t.waitFor(() => events.includes('close'), PATIENT)
  t.equal(events[0], 'listening')
  t.deepEqual(events.toSorted(), ['close', 'listening', 'sent'])
  other.close()
})

test('a connected socket has one peer', async (t) => {
  const [{ socket }, { socket: other, port }] = [await bound(undefined, '0.0.0.0'), await bound()]
  socket.connect(port)
  await once(socket, 'connect')
  t.deepEqual(socket.remoteAddress(), { address: '127.0.0.1', family: 'IPv4', port })
  t.equal(socket.address().address, '127.0.0.1')
  for (const args of [['to the peer'], ['not: to the peer', 5, 11]]) {
    const arrived = next(other)
    const told = new Promise((resolve) => socket.send(...args, (/** @type {any[]} */ ...all) => resolve(all)))
    t.equal((await arrived).text, 'to the peer')
    t.deepEqual(await told, [null, 11])
  }
  t.throws(() => socket.send('x', 0, 1, port), /Already connected/)
  t.throws(() => socket.connect(port), /Already connected/)
  const before = socket.address().port
  socket.disconnect()
  t.throws(() => socket.remoteAddress(), /Not connected/)
  t.throws(() => socket.disconnect(), /Not connected/)
  t.equal(socket.address().port, before, 'it keeps its port')
  const arrived = next(other)
  socket.send('again', port)
  t.equal((await arrived).from.port, before)
  socket.close()
  other.close()
})

test('connect binds by itself and calls back', async (t) => {
  const { socket: other, port } = await bound()
  const socket = createSocket('udp4')
  await new Promise((resolve) => socket.connect(port, '127.0.0.1', resolve))
  t.equal(socket.remoteAddress().port, port)
  socket.close()
  other.close()
})

test('a peer that is gone is an error of the connected socket', async (t) => {
  const { socket: gone, port } = await bound()
  gone.close()
  await once(gone, 'close')
  const { socket } = await bound()
  socket.connect(port, '127.0.0.1')
  await once(socket, 'connect')
  const failed = new Promise((resolve) => socket.on('error', resolve))
  socket.send('to nobody')
  const error = await failed
  t.deepEqual([error.message, error.code, error.errno, error.syscall], ['recvmsg ECONNREFUSED', 'ECONNREFUSED', -111, 'recvmsg'])
  socket.close()
})

test('closing gives the address back at once', async (t) => {
  const { socket, port } = await bound()
  socket.close()
  await once(socket, 'close')
  const again = createSocket('udp4')
  await new Promise((resolve) => again.bind({ port, address: '127.0.0.1' }, () => resolve(undefined)))
  t.equal(again.address().port, port)
  again.close()
})

test('closing while it binds leaves nothing open', async (t) => {
  const socket = createSocket('udp4')
  socket.on('listening', () => t.fail('it listens though it is closed'))
  socket.bind(0)
  socket.close()
  await once(socket, 'close')
  const open = async () => {
    const { data } = await ipc.request('diagnostics.query')
    return data.udp.sockets.handles?.count ?? 0
  }
  while (await open()) await t.sleep(5)
  t.pass('the host has no socket')
})

test('a signal closes', async (t) => {
  const controller = new AbortController()
  const { socket } = await bound({ type: 'udp4', signal: controller.signal })
  controller.abort()
  await once(socket, 'close')
  t.throws(() => socket.address(), /Not running/)
  const early = createSocket({ type: 'udp4', signal: AbortSignal.abort() })
  await once(early, 'close')
  t.throws(() => early.bind(0), /Not running/)
})

test('disposing closes, once and again', async (t) => {
  const dispose = /** @type {any} */ (Symbol).asyncDispose
  const { socket } = await bound()
  if (dispose) {
    await /** @type {any} */ (socket)[dispose]()
    await /** @type {any} */ (socket)[dispose]()
  } else {
    socket.close()
  }
  t.throws(() => socket.close(), /Not running/)
})

test('a lookup of the caller is asked', async (t) => {
  /** @type {any[]} */
  const asked = []
  const lookup = (/** @type {string} */ name, /** @type {number} */ family, /** @type {Function} */ done) => {
    asked.push([name, family])
    name === 'nowhere' ? done(new Error('no such place')) : done(null, '127.0.0.1', 4)
  }
  const { socket, port } = await bound({ type: 'udp4', lookup }, 'here')
  const arrived = next(socket)
  socket.send('x', port, 'there')
  t.equal((await arrived).from.address, '127.0.0.1')
  t.deepEqual(asked, [['here', 4], ['there', 4]])
  const error = await new Promise((resolve) => socket.send('x', port, 'nowhere', resolve))
  t.equal(error.message, 'no such place')
  socket.close()
})

test('sockets that share an address keep their ids', async (t) => {
  const { socket: first, port } = await bound({ type: 'udp4', reuseAddr: true })
  const share = async () => {
    const socket = createSocket({ type: 'udp4', reuseAddr: true })
    socket.bind(port, '127.0.0.1')
    await once(socket, 'listening')
    return socket
  }
  const second = await share()
  const id = second.id
  t.ok(/^\d+$/.test(id) && id !== first.id)
  const third = await share()
  t.notEqual(third.id, id, 'no two at once')
  second.close()
  await once(second, 'close')
  const fourth = await share()
  t.equal(fourth.id, id, 'the same address has the same id')
  for (const socket of [first, third, fourth]) socket.close()
})

test('what the host closes is closed', async (t) => {
  const { socket } = await bound()
  const closed = once(socket, 'close')
  globalThis.dispatchEvent(new CustomEvent('data', { detail: { params: { source: 'udp.readStart', data: { id: socket.id, EOF: true } } } }))
  await closed
  t.throws(() => socket.address(), /Not running/)
})
