import { Buffer } from 'node:buffer'
import dgram from 'node:dgram'
import { once } from 'node:events'
import { attempt, done, record } from './transcript.js'

/** @param {any} socket @param {string} name */
function told (socket, name) {
  for (const event of ['listening', 'connect', 'close', 'error']) socket.on(event, (/** @type {any} */ value) => record(`${name} ${event}`, value?.code))
  return socket
}

/** @param {any} socket @returns {Promise<[string, any]>} */
async function next (socket) {
  const [bytes, from] = await once(socket, 'message')
  return [bytes.toString(), { ...from, port: typeof from.port }]
}

const near = told(dgram.createSocket('udp4'), 'near')
const far = told(dgram.createSocket({ type: 'udp4', reuseAddr: true }), 'far')
attempt('address before bind', () => near.address())
record('bind gives itself', near.bind(0, '127.0.0.1', () => record('bound')) === near)
attempt('bind again', () => near.bind(0))
await once(near, 'listening')
record('address', { ...near.address(), port: typeof near.address().port })
far.bind({ port: 0, address: '127.0.0.1', exclusive: true })
await once(far, 'listening')
const { port } = far.address()

for (const [what, args] of /** @type {[string, any[]][]} */ ([
  ['text', ['hello é', port, '127.0.0.1']],
  ['bytes', [Buffer.from('bytes'), port, '127.0.0.1']],
  ['part', [Buffer.from('0123456789'), 2, 5, port, '127.0.0.1']],
  ['list', [['one,', Buffer.from('two,'), new Uint8Array([51])], port, '127.0.0.1']],
  ['empty', ['', port, '127.0.0.1']],
  ['view', [new DataView(new Uint8Array([65, 66]).buffer), port, '127.0.0.1']],
  ['name', ['by name', port, 'localhost']]
])) {
  const [[error, size], got] = await Promise.all([new Promise((resolve) => near.send(...args, (/** @type {any[]} */ ...all) => resolve(all))), next(far)])
  record(`send ${what}`, [error, size, got])
}

near.connect(port, '127.0.0.1')
await once(near, 'connect')
record('remote', { ...near.remoteAddress(), port: near.remoteAddress().port === port })
near.send('connected')
record('received', await next(far))
attempt('connect twice', () => near.connect(port))
attempt('send with port', () => near.send('x', port))
near.disconnect()
attempt('disconnect twice', () => near.disconnect())
attempt('remote of none', () => near.remoteAddress())
record('too large', await new Promise((resolve) => near.send(Buffer.alloc(70000), port, '127.0.0.1', (/** @type {any} */ error) => resolve([error?.code, error?.syscall]))))
attempt('ttl', () => near.setTTL(300))
attempt('ttl good', () => near.setTTL(64))
attempt('broadcast', () => near.setBroadcast(true))
record('sizes', [near.getRecvBufferSize() > 0, near.getSendBufferSize() > 0, near.getSendQueueSize?.(), near.getSendQueueCount?.()])
record('references', [near.unref() === near, near.ref() === near])

const taken = told(dgram.createSocket('udp4'), 'taken')
taken.bind({ port, address: '127.0.0.1' })
await once(taken, 'error').catch((error) => record('taken', error.code))
taken.close()

const controller = new AbortController()
const aborted = told(dgram.createSocket({ type: 'udp4', signal: controller.signal }), 'aborted')
aborted.bind(0, '127.0.0.1')
await once(aborted, 'listening')
controller.abort()
await once(aborted, 'close')

near.close(() => record('closed'))
await once(near, 'close')
for (const act of ['close', 'address', 'send', 'bind', 'setTTL', 'ref']) attempt(`${act} after close`, () => near[act]('x', 1)?.constructor?.name)
far.close()
await once(far, 'close')
done()
