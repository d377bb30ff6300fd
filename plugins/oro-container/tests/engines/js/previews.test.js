import { test } from 'oro:test'
import { eachEngine, files } from './support/engines.js'
import { WebContainer } from 'oro:container'

const DOCUMENT = `<!doctype html><html><head><title>x</title></head><body><script type="module">
const socket = new WebSocket('ws://' + location.host + '/echo?a=1', ['one', 'two'])
const said = await new Promise((resolve, reject) => {
  socket.onerror = () => reject(new Error('no socket'))
  socket.onopen = () => socket.send('text')
  socket.onmessage = ({ data }) => resolve(data)
})
const closed = await new Promise((resolve) => { socket.onclose = ({ code, reason, wasClean }) => resolve([code, reason, wasClean]); socket.send('close') })
const none = await new Promise((resolve) => { const other = new WebSocket('ws://' + location.host + '/none'); other.onerror = () => resolve('refused'); other.onopen = () => resolve('open') })
const cookies = await (await fetch('/cookies')).text()
console.error('told', 7)
parent.postMessage({ said, protocol: socket.protocol, closed, none, cookies, script: globalThis.byScript, first: globalThis.first }, '*')
</script></body></html>`

const SERVER = `const { createHash } = require('node:crypto')
const frame = (kind, data) => Buffer.concat([Buffer.from([0x80 | kind, data.length]), data])
const server = require('node:http').createServer((request, response) => {
  if (request.url === '/cookies') return response.end(request.headers.cookie ?? '')
  response.setHeader('set-cookie', 'session=1; Path=/')
  response.writeHead(200, { 'content-type': 'text/html', 'content-security-policy': "script-src 'self' 'unsafe-inline'" }).end(${JSON.stringify(DOCUMENT)})
})
server.on('upgrade', (request, socket) => {
  if (!request.url.startsWith('/echo')) return socket.end('HTTP/1.1 404 Not Found\\r\\ncontent-length: 0\\r\\nconnection: close\\r\\n\\r\\n')
  const accepted = createHash('sha1').update(request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11').digest('base64')
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nUpgrade: websocket\\r\\nConnection: Upgrade\\r\\nSec-WebSocket-Protocol: two\\r\\nSec-WebSocket-Accept: ' + accepted + '\\r\\n\\r\\n')
  socket.on('error', () => {})
  socket.on('data', (data) => {
    const length = data[1] & 127
    const text = data.subarray(6, 6 + length).map((byte, index) => byte ^ data[2 + index % 4])
    if ((data[0] & 15) === 8) return socket.end()
    if (String(text) !== 'close') return socket.write(frame(1, Buffer.from(request.url + ' ' + text)))
    socket.write(frame(8, Buffer.concat([Buffer.from([0x0f, 0xa1]), Buffer.from('enough')])))
  })
})
server.listen(3000)`

/** @param {string} url @returns {Promise<any>} what a frame with that document says */
function told (url) {
  const frame = document.createElement('iframe')
  return new Promise((resolve) => {
    addEventListener('message', ({ data, source }) => {
      if (source !== frame.contentWindow || data.type) return
      frame.remove()
      resolve(data)
    })
    frame.src = url
    document.body.append(frame)
  })
}

test('documents of previews have sockets, cookies and a script, and their errors are told', eachEngine(async (t, engine) => {
  const container = await WebContainer.boot({ engine, forwardPreviewErrors: true })
  t.ok(container.capabilities.webSockets && container.capabilities.previewScripts)
  await files(container, { 'server.js': SERVER })
  await container.setPreviewScript('globalThis.byScript = document.scripts.length; globalThis.first = document.body === null')
  const ready = new Promise((resolve) => container.on('server-ready', (_, url) => resolve(url)))
  const wrong = new Promise((resolve) => container.on('preview-message', (/** @type {any} */ message) => resolve(message)))
  const server = await container.spawn('node', ['server.js'])
  const found = await told(/** @type {string} */ (await ready))
  t.deepEqual(found, { said: '/echo?a=1 text', protocol: 'two', closed: [4001, 'enough', true], none: 'refused', cookies: 'session=1', script: 1, first: true })
  const { type, args, port } = /** @type {any} */ (await wrong)
  t.deepEqual([type, args, port], ['PREVIEW_CONSOLE_ERROR', ['told', 7], 3000])
  server.kill()
  await server.exit
  container.teardown()
}))
