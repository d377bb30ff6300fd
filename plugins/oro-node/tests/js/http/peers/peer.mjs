/**
 * The other end, in Node.
 *
 *     node peer.mjs serve            a server that sends back what it gets; tells where
 *     node peer.mjs ask PORT SIZE    sends that many bytes and expects them back, five times over one connection
 */

import { createHash } from 'node:crypto'
import http from 'node:http'
import { pipeline } from 'node:stream/promises'
import { Readable } from 'node:stream'

const tell = (value) => process.stdout.write(`${JSON.stringify(value)}\n`)
const PIECE = 65536

/** Bytes that differ from place to place. */
function * bytes (count) {
  for (let at = 0; at < count; at += PIECE) {
    yield Uint8Array.from({ length: Math.min(PIECE, count - at) }, (_, index) => (at / PIECE * 7 + index * 31) & 255)
  }
}

const commands = {
  serve () {
    const server = http.createServer((request, response) => {
      response.setHeader('X-Seen', JSON.stringify([request.method, request.url, request.headers]))
      pipeline(request, response).catch(() => {})
    })
    server.listen(0, '127.0.0.1', () => tell({ port: server.address().port }))
  },

  async ask (port, size) {
    const agent = new http.Agent({ keepAlive: true })
    const told = []
    for (let count = 0; count < 5; count++) {
      const sent = createHash('sha256')
      const came = createHash('sha256')
      const request = http.request({ port, host: '127.0.0.1', method: 'POST', agent, headers: { 'X-Count': count } })
      const answered = new Promise((resolve, reject) => request.on('response', resolve).on('error', reject))
      await pipeline(Readable.from(bytes(Number(size))).on('data', (data) => sent.update(data)), request)
      const response = await answered
      for await (const data of response) came.update(data)
      told.push([response.statusCode, response.headers['x-count'], request.reusedSocket, sent.digest('hex') === came.digest('hex')])
      await new Promise((resolve) => setTimeout(resolve))
    }
    agent.destroy()
    tell(told)
  }
}

const [command, ...args] = process.argv.slice(2)
await commands[command](...args)
