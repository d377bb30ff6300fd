import { createSocket } from 'oro:dgram'
import { once } from 'oro:events'
import { test } from 'oro:test'
import { bound, next } from './conduit/datagrams.js'

const GROUP = '239.255.77.8'

test('buffer sizes are set and told', async (t) => {
  const { socket } = await bound({ type: 'udp4', recvBufferSize: 5000, sendBufferSize: 6000 })
  t.deepEqual([socket.getRecvBufferSize(), socket.getSendBufferSize()], [10000, 12000])
  socket.setRecvBufferSize(8000)
  socket.setSendBufferSize(9000)
  t.deepEqual([socket.getRecvBufferSize(), socket.getSendBufferSize()], [16000, 18000])
  t.throws(() => socket.setRecvBufferSize(2 ** 31), /uv_recv_buffer_size returned EINVAL \(invalid argument\)/)
  socket.close()
})

test('times to live, loopback and broadcast answer as in Node', async (t) => {
  const { socket } = await bound()
  t.deepEqual([socket.setTTL(3), socket.setMulticastTTL(16), socket.setMulticastLoopback(true), socket.setBroadcast(true)], [3, 16, true, undefined])
  for (const ttl of [0, 256]) t.throws(() => socket.setTTL(ttl), /^setTTL EINVAL$/)
  t.throws(() => socket.setMulticastTTL(256), /^setMulticastTTL EINVAL$/)
  const told = new Promise((resolve) => socket.send('x', 9, '127.255.255.255', resolve))
  t.equal(await told, null, 'it may broadcast')
  t.equal(socket.ref().unref(), socket)
  socket.close()
})

test('a member hears its group until it leaves', async (t) => {
  const [{ socket, port }, { socket: other }] = [await bound('udp4', '0.0.0.0'), await bound()]
  t.throws(() => other.setMulticastInterface('nonsense'), /setMulticastInterface EINVAL/)
  t.throws(() => other.setMulticastInterface('::'), /setMulticastInterface ENOPROTOOPT/)
  other.setMulticastInterface('127.0.0.1')
  socket.addMembership(GROUP, '127.0.0.1')
  t.throws(() => socket.addMembership(GROUP, '127.0.0.1'), /addMembership EADDRINUSE/)
  let arrived = next(socket)
  other.send('to all', port, GROUP)
  t.equal((await arrived).text, 'to all')
  socket.dropMembership(GROUP, '127.0.0.1')
  t.throws(() => socket.dropMembership(GROUP, '127.0.0.1'), /dropMembership EADDRNOTAVAIL/)
  socket.addSourceSpecificMembership('127.0.0.1', '232.1.77.8', '127.0.0.1')
  arrived = next(socket)
  other.send('from the source', port, '232.1.77.8')
  t.equal((await arrived).text, 'from the source')
  socket.dropSourceSpecificMembership('127.0.0.1', '232.1.77.8', '127.0.0.1')
  t.throws(() => socket.dropSourceSpecificMembership('127.0.0.1', '232.1.77.8', '127.0.0.1'), /dropSourceSpecificMembership EINVAL/)
  socket.close()
  other.close()
})

test('joining before bind binds to any port', async (t) => {
  const socket = createSocket({ type: 'udp4', reuseAddr: true })
  socket.addMembership(GROUP, '127.0.0.1')
  const { port } = socket.address()
  t.ok(port > 0)
  const failed = new Promise((resolve) => socket.once('error', resolve))
  socket.bind(9)
  t.equal((await failed).message, 'bind EINVAL 0.0.0.0')
  socket.bind()
  await once(socket, 'listening')
  t.equal(socket.address().port, port)
  const { socket: other } = await bound()
  other.setMulticastInterface('127.0.0.1')
  const arrived = next(socket)
  other.send('heard', port, GROUP)
  t.equal((await arrived).text, 'heard')
  socket.close()
  other.close()
})
