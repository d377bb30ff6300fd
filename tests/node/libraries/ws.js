import { Buffer } from 'node:buffer'
import http from 'node:http'
import { createRequire } from 'node:module'
import { listening } from './http-acts.js'

// Pages are given what packages keep for browsers, which here is no server: its real file is named.
const WebSocket = createRequire(import.meta.url)('../node_modules/ws/index.js')

/** @param {{ say: (what: string, value: any) => void }} stage */
export async function use ({ say }) {
  /** @type {Promise<any> | undefined} */
  let left
  const server = http.createServer()
  const sockets = new WebSocket.WebSocketServer({ server, perMessageDeflate: false })
  sockets.on('connection', (/** @type {any} */ socket, /** @type {any} */ request) => {
    say('asked', [request.url, request.headers.upgrade, request.headers['sec-websocket-version']])
    socket.on('message', (/** @type {any} */ bytes, /** @type {boolean} */ binary) => socket.send(bytes, { binary }))
    left = new Promise((resolve) => socket.on('close', (/** @type {number} */ code, /** @type {any} */ reason) => resolve([code, reason.toString()])))
  })
  server.listen(0, '127.0.0.1')
  const port = await listening(server)
  const client = new WebSocket(`ws://127.0.0.1:${port}/path`)
  await new Promise((resolve, reject) => client.on('open', resolve).on('error', reject))
  const large = 'x'.repeat(100000)
  for (const message of ['hello', Buffer.from([1, 2, 3]), large]) {
    const answer = new Promise((resolve) => client.once('message', (/** @type {any} */ bytes, /** @type {boolean} */ binary) => resolve([bytes.length, binary, bytes.toString('latin1', 0, 5)])))
    client.send(message)
    say('message', await answer)
  }
  const pong = new Promise((resolve) => client.once('pong', (/** @type {any} */ bytes) => resolve(bytes.toString())))
  client.ping('are you there')
  say('pong', await pong)
  client.close(1000, 'enough')
  say('closed', await new Promise((resolve) => client.on('close', (/** @type {number} */ code, /** @type {any} */ reason) => resolve([code, reason.toString()]))))
  say('left', await left)
  sockets.close()
  await new Promise((resolve) => server.close(resolve))
}
