import { Buffer } from 'node:buffer'
import diagnostics from 'node:diagnostics_channel'
import events, { once } from 'node:events'
import http from 'node:http'
import https from 'node:https'
import net from 'node:net'
import { inspect } from 'node:util'
import { attempt, done, record } from './transcript.js'

/** @param {any} value */
const told = (value) => typeof value === 'number' && value > 1024 && value < 65536 ? 'port' : value

/** @param {any} server @returns {Promise<number>} */
async function listening (server) {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return server.address().port
}

/** @param {any} emitter */
const gone = (emitter) => new Promise((resolve) => emitter.once('close', resolve))

/** @param {any} server */
const closed = (server) => new Promise((resolve) => { server.closeAllConnections?.(); server.close(resolve) })

/** @param {any} options @returns {Promise<any>} what the server answered, or the error */
const answered = (options) => new Promise((resolve) => {
  const request = http.request({ host: '127.0.0.1', agent: false, ...options }, async (response) => {
    let body = ''
    try {
      for await (const bytes of response) body += bytes
      resolve([response.statusCode, body, response.headers.x])
    } catch (error) {
      resolve(error)
    }
  })
  request.on('error', resolve).end(options.body)
})

// -- what classes and servers are made of

record('methods of servers', Object.keys(net.Server.prototype).filter((name) => !name.startsWith('_')).sort())
record('methods of agents', Object.keys(http.Agent.prototype).sort())
for (const name of ['close', 'closeAllConnections', 'closeIdleConnections', 'setTimeout']) {
  record(`http and https servers list ${name}`, [http, https].map(({ Server }) => Object.keys(Server.prototype).includes(name)))
}
for (const name of ['address', 'bytesWritten', 'connect', 'destroySoon', 'remoteAddress', 'setTimeout', 'unref', 'pending']) {
  record(`sockets list ${name}`, [Object.keys(net.Socket.prototype).includes(name), Object.hasOwn(net.Socket.prototype, name)])
}
for (const name of ['setHeader', 'headersSent', 'write', '_implicitHeader', 'writableEnded']) {
  record(`messages list ${name}`, Object.keys(http.OutgoingMessage.prototype).includes(name))
}
for (const options of [{}, { allowHalfOpen: true, pauseOnConnect: true, noDelay: true, keepAlive: true, keepAliveInitialDelay: 2500, highWaterMark: 7 }, { keepAliveInitialDelay: -5, highWaterMark: -1 }, { keepAliveInitialDelay: 'x' }, { highWaterMark: 'x' }]) {
  attempt(`server of ${Object.keys(options)}`, () => {
    const { allowHalfOpen, pauseOnConnect, noDelay, keepAlive, keepAliveInitialDelay, highWaterMark } = /** @type {any} */ (net.createServer(/** @type {any} */ (options)))
    return [allowHalfOpen, pauseOnConnect, noDelay, keepAlive, keepAliveInitialDelay, told(highWaterMark)]
  })
}
for (const args of [[{}], [true], [{ port: true }], [{ port: {} }], [{ path: 5 }], [{ host: 'localhost' }], [{ fd: 'x' }], ['a:1'], [1.5], [{ port: 0, signal: 5 }]]) {
  attempt(`listen(${JSON.stringify(args)})`, () => net.createServer().on('error', () => {}).listen(.../** @type {any} */ (args)).constructor.name)
}
for (const options of [{ keepAliveInitialDelay: 'x' }, { objectMode: true }, { fd: -1 }, null]) {
  attempt(`socket of ${JSON.stringify(options)}`, () => new net.Socket(/** @type {any} */ (options)).readable)
}
const list = new net.BlockList()
list.addSubnet('10.1.0.0', 16)
attempt('range', () => list.addRange('1.1.1.2', '1.1.1.1'))
record('shown', [inspect(list), inspect(new net.SocketAddress({ family: 'ipv6', address: '::1', port: 80 })), inspect(new net.Socket()).split(' ')[0]])
record('lists', [list.check('10.1.2.3'), list.check('10.1.2.3', 'ip'), list.check('zz'), new net.SocketAddress({ flowlabel: 9 }).flowlabel])
attempt('a lookup that throws', () => net.connect({ host: 'e.test', port: 1, lookup: () => { throw Object.assign(new Error('thrown'), { code: 'MINE' }) } }))

// -- connections

const heard = ['net.client.socket', 'net.server.socket', 'tracing:net.server.listen:asyncStart', 'tracing:net.server.listen:asyncEnd']
for (const name of heard) diagnostics.subscribe(name, (message) => record(name, Object.keys(/** @type {any} */ (message)).sort()))
const hello = net.createServer({ keepAlive: true, noDelay: true }, (socket) => {
  record('its server', [/** @type {any} */ (socket).server === hello, /** @type {any} */ (socket)._server === hello])
  socket.resume().end('hello')
})
record('handle', /** @type {any} */ (hello)._handle)
const helloPort = await listening(hello)
const buffer = Buffer.alloc(3)
const client = net.connect({ port: helloPort, host: '127.0.0.1', onread: { buffer, callback (count, bytes) { record('read', [count, String(bytes.subarray(0, count)), /** @type {any} */ (this) === client]); return true } } })
client.write('é')
record('before', [client.bytesWritten, client.bytesRead, client.pending])
client.setTimeout(2 ** 32)
record('timeout', client.timeout)
client.setTimeout(0)
await gone(client)
const again = new net.Socket()
for (let round = 0; round < 2; round++) {
  again.connect(helloPort, '127.0.0.1')
  again.resume()
  await gone(again)
  record('again', [again.bytesRead, again.bytesWritten])
}
await closed(hello)
record('handle', /** @type {any} */ (hello)._handle)

// -- http

record('agents', [typeof Object.getOwnPropertyDescriptor(http, 'globalAgent')?.get, http.globalAgent.getName({ host: 'h', port: 1 })])
events.captureRejections = true
const failing = http.createServer(async (request, response) => {
  response.setHeader('x', 'leaked')
  throw new Error('failed')
})
events.captureRejections = false
record('a handler that fails', await answered({ port: await listening(failing), path: '/' }))
await closed(failing)

const server = http.createServer({ rejectNonStandardBodyWrites: true, uniqueHeaders: ['x'] }, (request, response) => {
  if (request.url === '/204') {
    response.writeHead(204)
    attempt('body of 204', () => response.end('x'))
    response.end()
    return
  }
  attempt('odd headers', () => response.writeHead(200, /** @type {any} */ (['a'])))
  attempt('number', () => response.end(/** @type {any} */ (5)))
  attempt('encoding', () => request.socket.setEncoding('utf8'))
  record('older names', [/** @type {any} */ (response)._headers, Object.keys(request.headers).length, request.rawHeaders.length])
  response.setHeader('x', ['1', '2'])
  response.end('well')
})
server.maxHeadersCount = 1
const port = await listening(server)
for (const name of ['http.client.request.start', 'http.client.request.error', 'http.client.response.finish']) {
  diagnostics.subscribe(name, (message) => record(name, Object.keys(/** @type {any} */ (message)).sort()))
}
record('204', await answered({ port, path: '/204' }))
record('200', await answered({ port, path: '/', headers: { a: '1' } }))
const own = new http.Agent({ keepAlive: true, maxSockets: 1 })
const usual = http.globalAgent
http.globalAgent = own
record('queued', await Promise.all([1, 2].map(async () => {
  const request = http.get({ port, host: '127.0.0.1', path: '/204' }, (response) => response.resume())
  await gone(request)
  return [request.reusedSocket, /** @type {any} */ (request).agent === own]
})))
http.globalAgent = usual
own.destroy()
await closed(server)
record('refused', (await answered({ port, path: '/' })).code)
attempt('odd list', () => http.request({ headers: ['a'] }))

const twice = net.createServer((socket) => socket.on('error', () => {}).once('data', () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\nb')))
record('answered twice', await answered({ port: await listening(twice), agent: new http.Agent({ keepAlive: true }) }))
await closed(twice)
done()
