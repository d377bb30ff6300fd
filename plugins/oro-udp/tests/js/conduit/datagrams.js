/** What two sockets do with each other, whichever way their datagrams come. */

import { createSocket } from 'oro:dgram'
import { once } from 'oro:events'

/** @typedef {import('oro:test').Test} Test */
/** @typedef {import('oro:dgram').Socket} Socket */

const text = (/** @type {Uint8Array} */ bytes) => new TextDecoder().decode(bytes)

/**
 * @param {any} [options]
 * @param {string} [address]
 * @returns {Promise<{ socket: Socket, port: number }>}
 */
export async function bound (options = 'udp4', address = '127.0.0.1') {
  const socket = createSocket(options)
  socket.bind(0, address)
  await once(socket, 'listening')
  return { socket, port: socket.address().port }
}

/**
 * @param {Socket} socket
 * @returns {Promise<{ text: string, bytes: Uint8Array, from: any }>}
 */
export async function next (socket) {
  const [bytes, from] = await once(socket, 'message')
  return { text: text(bytes), bytes, from }
}

/** @param {Test} t */
export async function bothWays (t) {
  const [one, two] = [await bound(), await bound()]
  const arrived = next(two.socket)
  one.socket.send('hello', two.port, '127.0.0.1')
  const { text: said, from } = await arrived
  t.deepEqual([said, from], ['hello', { address: '127.0.0.1', family: 'IPv4', port: one.port, size: 5 }])
  const back = next(one.socket)
  two.socket.send('hello yourself', from.port, from.address)
  t.equal((await back).text, 'hello yourself')
  one.socket.close()
  two.socket.close()
}

/** @param {Test} t */
export async function anyBytes (t) {
  const [one, two] = [await bound(), await bound()]
  const large = Uint8Array.from({ length: 65507 }, (_, index) => (index * 31) ^ (index >> 8))
  for (const content of [large, new Uint8Array(0), new Uint8Array([0, 255, 10, 13])]) {
    const arrived = next(two.socket)
    one.socket.send(content, two.port, '127.0.0.1')
    const { bytes, from } = await arrived
    t.ok(bytes.length === content.length && bytes.every((byte, at) => byte === content[at]), `${content.length} bytes`)
    t.equal(from.size, content.length)
  }
  one.socket.close()
  two.socket.close()
}

/** @param {Test} t */
export async function many (t) {
  const [one, two] = [await bound(), await bound({ type: 'udp4', recvBufferSize: 200000 })]
  const count = 200
  /** @type {Set<string>} */
  const seen = new Set()
  const all = new Promise((resolve) => {
    two.socket.on('message', (bytes) => { if (seen.add(text(bytes)).size === count) resolve(undefined) })
  })
  /** @param {number} number */
  const send = (number) => new Promise((resolve) => one.socket.send(String(number), two.port, '127.0.0.1', resolve))
  const sent = Promise.all(Array.from({ length: count }, (_, number) => send(number)))
  await all
  // A datagram may be here before its sender has heard that it went.
  t.deepEqual([...new Set(await sent)], [null], 'each was sent')
  t.equal(seen.size, count, 'none was lost')
  t.equal(one.socket.getSendQueueCount(), 0)
  one.socket.close()
  two.socket.close()
}
