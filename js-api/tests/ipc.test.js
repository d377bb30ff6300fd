import ipc, { IPCSearchParams, Message, Result, serverSentEvents } from 'oro:ipc'
import { AbortError, NotFoundError, TimeoutError } from 'oro:errors'
import { test } from 'oro:test'

const SLOW = { chunks: 20, chunkSize: 16, interval: 1000 }

test('a call gives its data, and can be taken apart', async (t) => {
  const result = await ipc.request('ping')
  const [err, data, source, headers] = result
  t.equal(err, null)
  t.equal(data, 'pong')
  t.equal(source, 'ping')
  t.ok(headers.get('content-type')?.startsWith('application/json'))
  t.equal(result.length, 4)
  t.equal(result[1], 'pong')
  t.equal(JSON.parse(JSON.stringify(result)).data, 'pong')
})

test('parameters of any content arrive unchanged', async (t) => {
  for (const value of ['a b+c&d=e', 'é ✓ 🎈', '%20', '/?#', 'x'.repeat(5000)]) {
    const { err, data } = await ipc.request('mime.lookup', { value })
    t.equal(err, null)
    t.ok(data.url === value, `${value.slice(0, 12)} came back`)
  }
  t.equal((await ipc.request('mime.lookup', 'a.png')).data.type, 'image/png', 'a scalar is `value`')
})

test('many calls at once each get their own answer', async (t) => {
  const names = Array.from({ length: 200 }, (_, index) => `file-${index}.txt`)
  const answers = await Promise.all(names.map((value) => ipc.request('mime.lookup', { value })))
  t.deepEqual(answers.map(({ data }) => data.url), names)
})

test('an unknown route is a NotFoundError that names the URL', async (t) => {
  const { err, data } = await ipc.request('no.such.route', { foo: 'bar' })
  t.ok(err instanceof NotFoundError)
  t.equal(err.code, 'NOT_FOUND_ERR')
  t.equal(/** @type {any} */ (err).missing, 'route')
  t.ok(err.url.startsWith('ipc://no.such.route/?foo=bar&index=0&seq=R'), err.url)
  t.equal(data, null)
})

test('a missing parameter is a TypeError that names it', async (t) => {
  const { err } = await ipc.request('mime.lookup')
  t.ok(err instanceof TypeError)
  t.equal(/** @type {any} */ (err).code, 'ERR_INVALID_ARG')
  t.ok(err.message.includes('value'), err.message)
})

test('bytes arrive as bytes without being asked for', async (t) => {
  const { err, data } = await ipc.request('diagnostics.stream.chunks', { chunks: 3, chunkSize: 300 })
  t.equal(err, null)
  t.ok(data instanceof ArrayBuffer)
  t.equal(data.byteLength, 900)
  t.deepEqual([...new Set(new Uint8Array(data))], [0, 1, 2])
})

test('an error is told even when bytes were asked for', async (t) => {
  const { err } = await ipc.request('no.such.route', {}, { responseType: 'arraybuffer' })
  t.ok(err instanceof NotFoundError)
})

test('an aborted signal answers at once and sends nothing', async (t) => {
  const { err } = await ipc.request('ping', {}, { signal: AbortSignal.abort('enough') })
  t.ok(err instanceof AbortError)
  t.equal(err.code, 'ABORT_ERR')
  t.equal(err.cause, 'enough')
})

test('aborting ends the call and the handler', async (t) => {
  const before = await live()
  const controller = new AbortController()
  const call = ipc.request('diagnostics.stream.chunks', SLOW, { signal: controller.signal })
  while (await live() <= before) await t.sleep(5)
  controller.abort()
  t.ok((await call).err instanceof AbortError)
  while (await live() > before) await t.sleep(5)
  t.pass('the host stopped answering')
  t.equal((await ipc.request('ping')).data, 'pong', 'a later call works')
})

test('a timeout is a TimeoutError', async (t) => {
  const { err } = await ipc.request('diagnostics.stream.chunks', SLOW, { timeout: 50 })
  t.ok(err instanceof TimeoutError)
  t.equal(err.code, 'TIMEOUT_ERR')
  t.ok(err.message.endsWith('timedout'), err.message)
})

test('cache keeps the first answer of a command', async (t) => {
  const first = await ipc.request('platform.primordials', {}, { cache: true })
  t.ok(first === await ipc.request('platform.primordials', {}, { cache: true }))
  t.ok(first !== await ipc.request('platform.primordials'))
})

test('the members of a JSON body are parameters', async (t) => {
  const options = { type: 'application/json' }
  const body = JSON.stringify({ value: 'a.css' })
  t.equal((await ipc.write('mime.lookup', {}, body, options)).data.type, 'text/css')
  t.equal((await ipc.write('mime.lookup', {}, body, { ...options, timeout: true })).data.type, 'text/css')
  t.equal(ipc.sendSync('mime.lookup', {}, options, body).data.type, 'text/css')
})

test('write posts bytes, and refuses what holds none', async (t) => {
  t.equal((await ipc.write('mime.lookup', { value: 'a.css' }, new Uint8Array([1, 2]))).data.type, 'text/css')
  t.equal((await ipc.write('mime.lookup', { value: 'a.css' }, new Blob(['x']))).data.type, 'text/css')
  const { err } = await ipc.write('mime.lookup', { value: 'a.css' }, { no: 'bytes' })
  t.ok(err instanceof TypeError, String(err))
})

test('sendSync answers before it returns', (t) => {
  const result = ipc.sendSync('ping')
  t.equal(result.data, 'pong')
  t.ok(ipc.sendSync('no.such.route').err instanceof NotFoundError)
  const bytes = ipc.sendSync('diagnostics.stream.chunks', { chunks: 200, chunkSize: 1 }, { responseType: 'arraybuffer' })
  t.ok(new Uint8Array(bytes.data).every((byte, index) => byte === index), 'every byte survives')
  t.equal(bytes.data.byteLength, 200)
})

test('send dispatches resolve-<index>-<seq>', async (t) => {
  const event = new Promise((resolve) => {
    globalThis.addEventListener('resolve-0-R4711', (event) => resolve(/** @type {CustomEvent} */ (event).detail), { once: true })
  })
  const { data } = await ipc.send('ping', { seq: 'R4711' })
  t.equal(data, 'pong')
  t.equal((await event).data, 'pong')
})

test('a binding turns a property chain into a route', async (t) => {
  const binding = ipc.createBinding('mime')
  t.equal((await binding.lookup({ value: 'a.js' })).data.type, 'text/javascript')
  t.equal((await binding.lookup.send({ value: 'a.js' })).data.type, 'text/javascript')
  t.equal(ipc.createBinding('', { default: 'sendSync' }).ping().data, 'pong')
})

test('primordials are there when first read', (t) => {
  t.ok(['linux', 'darwin', 'win32'].includes(ipc.primordials.platform), ipc.primordials.platform)
  t.ok(Object.keys(ipc.primordials).includes('arch'))
})

test('ready resolves in a page', async (t) => {
  t.equal(await ipc.ready(), undefined)
})

test('emit reads percent-encoded JSON', (t) => {
  const target = new EventTarget()
  /** @type {any[]} */
  const details = []
  target.addEventListener('x', (event) => details.push(/** @type {CustomEvent} */ (event).detail))
  ipc.emit('x', encodeURIComponent('{"a":"é"}'), target)
  ipc.emit('x', '100%', target)
  ipc.emit('x', { plain: true }, target)
  t.deepEqual(details, [{ a: 'é' }, '100%', { plain: true }])
})

test('a message is a Map of its parameters', (t) => {
  const message = Message.from('ipc://fs.open?id=18446744073709551615&flag=true&list=%5B1%5D&index=2&seq=R12')
  t.equal(message.command, 'fs.open')
  t.equal(message.index, 2)
  t.equal(ipc.parseSeq(message.seq), 12)
  t.ok(ipc.parseSeq('R12', { bigint: true }) === 12n)
  t.ok(message.get('flag') === true)
  t.ok(message.get('id') === '18446744073709551615', 'an id stays text')
  t.deepEqual(message.get('list'), [1])
  t.equal(message.set('x', { a: 1 }).get('x').a, 1)
  t.ok(message.delete('x') && !message.has('x'))
  t.throws(() => new Message('https://example.org'), TypeError)
  t.ok(!Message.isValidInput('fs.open') && Message.isValidInput(message))
})

test('search params write spaces as %20', (t) => {
  const text = String(new IPCSearchParams({ a: 'x y' }, 7))
  t.ok(text.includes('a=x%20y') && text.includes('nonce=7') && text.includes('index=0'), text)
})

test('a result reads envelopes, values and errors', (t) => {
  t.equal(Result.from({ source: 'a', id: '1', data: 0 }).data, 0)
  t.deepEqual(Result.from({ url: 'x', type: 'y' }).data, { url: 'x', type: 'y' }, 'no envelope: all of it')
  t.deepEqual(Result.from({ id: 1, name: 'n' }).data, { id: 1, name: 'n' }, 'a member called id makes no envelope')
  t.equal(Result.from({ source: 'a', err: 'plain' }).err.message, 'plain')
  t.equal(Result.from({ err: { type: 'ErrnoError', code: -2, name: 'ENOENT', message: 'm' } }).err.code, 'ENOENT')
  t.equal(Result.from(new Error('e')).err.message, 'e')
  t.equal(Result.from(null).data, null)
})

test('headers read text, entries and objects', (t) => {
  t.equal(ipc.Headers.from('A: 1\r\nb: 2: 3\r\n').get('b'), '2: 3')
  t.equal(ipc.Headers.from([['x', '1']]).length, 1)
  t.deepEqual(ipc.Headers.from({ y: '2' }).toJSON(), { y: '2' })
})

test('what is not there says so', (t) => {
  t.throws(() => new ipc.IPCMessagePort(), /not implemented/)
  t.equal(ipc.OK + ipc.ERROR, 1)
})

async function live () {
  return (await ipc.request('diagnostics.query')).data.exchanges.handles.count
}

/** @param {(string | Uint8Array)[]} parts */
async function eventsOf (parts) {
  const encoder = new TextEncoder()
  const body = new ReadableStream({
    start (controller) {
      for (const part of parts) controller.enqueue(typeof part === 'string' ? encoder.encode(part) : part)
      controller.close()
    }
  })
  const found = []
  for await (const { event, data } of serverSentEvents(body)) found.push([event, data])
  return found
}

test('server-sent events are read however they are written and cut', async (t) => {
  const text = '\uFEFF: a remark\ndata: one\n\nevent: named\r\ndata:two\r\ndata:  lines\r\n\r\ndata\n\nid: 7\ndata: a:b\rretry: 3\r\rdata: é😀\n\ndata: cut off\n'
  const expected = [['message', 'one'], ['named', 'two\n lines'], ['message', ''], ['message', 'a:b'], ['message', 'é😀']]
  t.deepEqual(await eventsOf([text]), expected, 'in one part')
  const bytes = new TextEncoder().encode(text)
  t.deepEqual(await eventsOf(Array.from(bytes, (byte) => Uint8Array.of(byte))), expected, 'in parts of one byte')
  t.deepEqual(await eventsOf(['data: x\r\r']), [['message', 'x']], 'ended by a carriage return')
  t.deepEqual(await eventsOf(['event: none\n\n', '\n\n']), [], 'events without data are none')
  for await (const event of serverSentEvents(null)) t.fail(`an answer without a body has ${event}`)
})

test('leaving the events cancels the body', async (t) => {
  let cancelled = false
  const body = new ReadableStream({
    pull (controller) { controller.enqueue(new TextEncoder().encode('data: again\n\n')) },
    cancel () { cancelled = true }
  })
  for await (const { data } of serverSentEvents(body)) {
    t.equal(data, 'again', 'the first event')
    break
  }
  t.ok(cancelled, 'cancelled')
})
