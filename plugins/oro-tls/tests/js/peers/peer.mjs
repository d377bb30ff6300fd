/**
 * The other end, in Node.
 *
 *     node peer.mjs serve                     echoes, over TCP and TLS; tells where
 *     node peer.mjs ask PORT tcp|tls BYTES    sends and expects the same back; tells what came
 *     node peer.mjs flood BYTES               a server that sends, and tells how much its system took
 */

import { createHash } from 'node:crypto'
import { once } from 'node:events'
import net from 'node:net'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'
import tls from 'node:tls'
import { localhost as identity } from '../support/identities.js'

const tell = (value) => process.stdout.write(`${JSON.stringify(value)}\n`)
const PIECE = 65536

/** Bytes that differ from place to place. */
function * bytes (count) {
  for (let at = 0; at < count; at += PIECE) {
    const piece = new Uint8Array(Math.min(PIECE, count - at))
    for (let index = 0; index < piece.length; index++) piece[index] = (at / PIECE * 7 + index * 31) & 255
    yield piece
  }
}

async function listening (server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server.address().port
}

const commands = {
  async serve () {
    const echo = (socket) => { socket.on('error', () => {}); socket.pipe(socket) }
    const options = { allowHalfOpen: true }
    tell({ tcp: await listening(net.createServer(options, echo)), tls: await listening(tls.createServer({ ...options, ...identity }, echo)) })
  },

  async ask (port, kind, count) {
    const options = { port: Number(port), host: 'localhost', ca: identity.cert, family: 4, allowHalfOpen: true }
    const socket = kind === 'tls' ? tls.connect(options) : net.connect(options)
    const hash = createHash('sha256')
    let came = 0
    socket.on('data', (data) => { came += data.length; hash.update(data) })
    const wanted = createHash('sha256')
    const sent = pipeline(Readable.from(bytes(Number(count))).on('data', (data) => wanted.update(data)), socket)
    await Promise.all([sent, once(socket, 'end')])
    socket.destroy()
    tell({ came, same: hash.digest('hex') === wanted.digest('hex') })
  },

  async flood (count) {
    const server = net.createServer((socket) => {
      socket.on('error', () => {})
      for (const piece of bytes(Number(count))) socket.write(piece)
      socket.end()
      process.stdin.on('data', () => tell({ waiting: socket.writableLength }))
    })
    tell({ tcp: await listening(server) })
  }
}

const [command, ...args] = process.argv.slice(2)
await commands[command](...args)
