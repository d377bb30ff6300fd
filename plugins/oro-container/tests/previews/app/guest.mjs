/** A server as a guest runs one: documents, a WebSocket echo, an event stream, cookies, redirects, and what it was asked. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'

const seen = []
const html = { 'content-type': 'text/html' }

const answers = {
  '/document' (request, response) {
    response.writeHead(200, { ...html, 'x-frame-options': 'DENY', 'content-security-policy': "script-src 'self'; connect-src 'self'" })
    response.end('<!doctype html><html><head><title>guest</title></head><body><script src="/document.js"></script></body></html>')
  },
  '/document.js' (request, response) {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(readFileSync(new URL('document.js', import.meta.url)))
  },
  '/stranger' (request, response) {
    response.writeHead(200, html).end('<!doctype html><script src="/stranger.js"></script>')
  },
  '/stranger.js' (request, response) {
    response.writeHead(200, { 'content-type': 'text/javascript' }).end(readFileSync(new URL('stranger.js', import.meta.url)))
  },
  '/login' (request, response) {
    response.writeHead(302, { 'set-cookie': 'session=1; Domain=localhost; HttpOnly; SameSite=Lax', location: `http://${request.headers.host}/cookies` }).end()
  },
  '/silent' (request, response) { response.writeHead(200, { 'content-type': 'text/plain' }).end('silent') },
  '/cookies' (request, response) { response.end(request.headers.cookie ?? '') },
  '/told' (request, response) {
    const { host, origin, referer } = request.headers
    response.end(JSON.stringify({ host, origin, referer }))
  },
  '/events' (request, response) {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write('data: 1\n\n')
    answers['/next'] = (_, other) => { response.write('data: 2\n\n'); other.end() }
  },
  '/seen' (request, response) { response.end(JSON.stringify(seen)) }
}

const server = createServer((request, response) => {
  const path = request.url.split('?')[0]
  seen.push(`${request.method} ${request.url}`)
  if (path in answers) answers[path](request, response)
  else if (request.method === 'POST') request.pipe(response.writeHead(200, html))
  else response.writeHead(200, html).end(path)
})

server.on('upgrade', (request, socket) => {
  seen.push(`WS ${request.url}`)
  const key = createHash('sha1').update(request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64')
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`)
  socket.on('error', () => {})
  socket.on('data', (frame) => {
    if ((frame[0] & 15) !== 1) return socket.end()
    const [mask, text] = [frame.subarray(2, 6), frame.subarray(6)]
    socket.write(Buffer.concat([Buffer.from([0x81, text.length]), text.map((byte, at) => byte ^ mask[at % 4])]))
  })
})

server.listen(0, '127.0.0.1', () => console.log(server.address().port))
process.stdin.resume().on('end', () => process.exit())
