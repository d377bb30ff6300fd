import ipc from 'oro:ipc'
import { AbortError, BadRequestError, ErrnoError, InternalError, NotAllowedError, NotFoundError, NotSupportedError, OperationError, OroError, TimeoutError } from 'oro:errors'
import { test } from 'oro:test'
import { connection } from 'oro:conduit/connection'
import { opened, overBoth, still, until } from './support.js'

const MEGABYTE = 1 << 20

test('data and its envelope are the same', async (t) => {
  /** @type {any[]} */
  const seen = []
  await overBoth(async (way) => {
    const result = await ipc.request('test.size', { name: 'é ✓ 🎈 &=+%', number: 7 })
    const { index, seq, ...params } = result.data.params
    t.deepEqual(params, { name: 'é ✓ 🎈 &=+%', number: '7' }, way)
    t.equal(result.source, 'test.size', way)
    t.equal(result.headers.get('content-type'), 'application/json', way)
    seen.push([...result.headers.keys()].sort())
    t.equal((await ipc.request('ping')).data, 'pong', way)
    t.equal((await ipc.send('ping')).data, 'pong', way)
  })
  t.ok(seen[1].includes('cache-control') && seen[0].includes('cache-control'), String(seen))
})

test('many calls at once each get their own answer', async (t) => {
  await overBoth(async (way) => {
    const ids = Array.from({ length: 2500 }, (_, index) => `${way}-${index}`)
    const answers = await Promise.all(ids.map((id) => ipc.request('test.count', { id })))
    t.ok(answers.every(({ data }, index) => data.number === ids[index] && data.times === 1), way)
  })
  await ipc.request('test.counts')
})

test('every error has its class, code and details', async (t) => {
  /** @type {[string, any, any][]} */
  const cases = [
    ['Broken', InternalError, 'ERR_BROKEN'],
    ['Busy', OperationError, 'ERR_BUSY'],
    ['Closed', AbortError, 'ERR_CLOSED'],
    ['Denied', NotAllowedError, 'ERR_DENIED'],
    ['ErrnoError', ErrnoError, 'ENOENT'],
    ['InvalidArgument', TypeError, 'ERR_INVALID_ARG'],
    ['NotFound', NotFoundError, 'NOT_FOUND_ERR'],
    ['TimedOut', TimeoutError, 'TIMEOUT_ERR'],
    ['TooLarge', RangeError, 'ERR_TOO_LARGE'],
    ['Unsupported', NotSupportedError, 'NOT_SUPPORTED_ERR'],
    ['UsageError', BadRequestError, 'ERR_USAGE'],
    ['ValueError', InternalError, 'ERR_HANDLER_FAILED']
  ]
  await overBoth(async (way) => {
    for (const [name, Class, code] of cases) {
      const { err, data } = await ipc.request('test.fail', { name, late: name.length % 2 === 0 })
      t.ok(err instanceof Class && err.code === code && data === null, `${name} over ${way}: ${err?.name} ${err?.code}`)
      t.ok(err.url.startsWith('ipc://test.fail'), `${err.url} over ${way}`)
      if (name === 'NotFound') t.deepEqual([err.message, err.id, err.path], ['Cannot do it: NotFound', '77', '/some/where'], way)
      if (name === 'ErrnoError') t.deepEqual([err.errno, err.path], [-2, '/nowhere'], way)
    }
  })
})

test('what cannot be called says why', async (t) => {
  await overBoth(async (way) => {
    const unknown = await ipc.request('no.such.route', { foo: 'bar' })
    t.ok(unknown.err instanceof NotFoundError && /** @type {any} */ (unknown.err).url.startsWith('ipc://no.such.route/?foo=bar&index=0&seq=R'), way)
    const denied = await ipc.request('test.denied')
    t.ok(denied.err instanceof NotAllowedError && denied.err.code === 'ERR_DENIED', way)
    const missing = await ipc.request('test.bytes')
    t.ok(missing.err instanceof TypeError && missing.err.message.includes('size'), way)
    const wrong = await ipc.request('test.bytes', { size: 'many' })
    t.equal(/** @type {any} */ (wrong.err).code, 'ERR_INVALID_ARG', way)
    const large = await ipc.write('test.small', {}, new Uint8Array(11))
    t.ok(large.err instanceof RangeError && /** @type {any} */ (large.err).code === 'ERR_TOO_LARGE', way)
    t.equal((await ipc.write('test.small', {}, new Uint8Array(10))).data, 10, way)
  })
})

test('bytes go both ways unchanged, small and large', async (t) => {
  await overBoth(async (way) => {
    for (const size of [0, 1, 1000, 16384, 16385, 65536, 65537, 300000, MEGABYTE, 5 * MEGABYTE]) {
      const sent = new Uint8Array(size).map((_, index) => (index * 31) ^ (index >> 8))
      const { err, data } = await ipc.write('test.echo', {}, sent)
      const back = err ? new Uint8Array() : new Uint8Array(data)
      t.ok(data instanceof ArrayBuffer && back.length === size && back.every((byte, index) => byte === sent[index]), `${size} over ${way}`)
    }
  })
})

test('many large bodies at once do not mix', async (t) => {
  await overBoth(async (way) => {
    const answers = await Promise.all(Array.from({ length: 12 }, (_, index) => ipc.write('test.echo', {}, new Uint8Array(400000).fill(index))))
    t.ok(answers.every(({ data }, index) => data.byteLength === 400000 && new Uint8Array(data).every((byte) => byte === index)), way)
  })
})

test('any kind of body is sent as it was when it was given', async (t) => {
  await overBoth(async (way) => {
    const bytes = new Uint8Array([9, 1, 2, 3, 9])
    const text = new TextDecoder()
    const call = ipc.write('test.echo', {}, bytes.subarray(1, 4))
    bytes.fill(0)
    t.deepEqual([...new Uint8Array((await call).data)], [1, 2, 3], way)
    t.deepEqual([...new Uint8Array((await ipc.write('test.echo', {}, new Uint16Array([258]))).data)], [2, 1], way)
    t.equal(text.decode((await ipc.write('test.echo', {}, 'text é')).data), 'text é', way)
    t.equal(text.decode((await ipc.write('test.echo', {}, new Blob(['blob']))).data), 'blob', way)
    t.equal((await ipc.write('test.size', {}, 'text')).data.type, 'text/plain;charset=UTF-8', way)
    t.equal((await ipc.write('test.size', {}, new ArrayBuffer(5))).data.size, 5, way)
    t.ok((await ipc.write('test.size', {}, { no: 'bytes' })).err instanceof TypeError, way)
  })
})

test('answers outside the envelope are read by their type', async (t) => {
  await overBoth(async (way) => {
    t.equal((await ipc.request('test.response', { type: 'text/plain', body: 'words é' })).data, 'words é', way)
    t.ok((await ipc.request('test.response', { type: 'image/png', body: 'x' })).data instanceof ArrayBuffer, way)
    t.deepEqual((await ipc.request('test.response', { type: 'application/json', body: '{"a":[1]}' })).data, { a: [1] }, way)
    const broken = await ipc.request('test.response', { type: 'application/json', body: '{oops' })
    t.ok(broken.err instanceof OroError && broken.err.message.includes('not JSON'), way)
    const headers = (await ipc.request('test.response', { type: 'text/plain', body: 'x' })).headers
    t.equal(headers.get('x-test'), 'yes', way)
  })
})

test('an answer without a body is its status', async (t) => {
  await overBoth(async (way) => {
    const empty = await ipc.request('test.response', { type: 'text/plain' })
    t.deepEqual([empty.err, empty.data], [null, { status: 'OK' }], way)
    for (const [status, name] of [[404, 'NotFoundError'], [403, 'InvalidAccessError'], [418, 'NotAllowedError'], [500, 'InternalError'], [501, 'NotSupportedError']]) {
      const { err } = await ipc.request('test.response', { status, type: 'text/plain' })
      t.equal(err?.name, name, `${status} over ${way}`)
    }
  })
})

test('a response type is heeded, and an error is told even so', async (t) => {
  await overBoth(async (way) => {
    t.ok((await ipc.request('test.bytes', { size: 3 }, { responseType: 'arraybuffer' })).data instanceof ArrayBuffer, way)
    const blob = (await ipc.request('test.bytes', { size: 300 }, { responseType: 'blob' })).data
    t.ok(blob instanceof Blob && blob.size >= 300, way)
    t.equal((await ipc.request('test.response', { type: 'image/png', body: 'x' }, { responseType: 'text' })).data, 'x', way)
    t.equal((await ipc.request('test.fail', { name: 'Busy' }, { responseType: 'arraybuffer' })).err.code, 'ERR_BUSY', way)
  })
})

test('a streamed answer is gathered', async (t) => {
  await overBoth(async (way) => {
    const { err, data } = await ipc.request('diagnostics.stream.chunks', { chunks: 64, chunkSize: 65536 })
    t.equal(err, null, way)
    t.equal(data.byteLength, 4 * MEGABYTE, way)
    t.equal(new Uint8Array(data)[data.byteLength - 1], 63, way)
    const events = await ipc.request('diagnostics.stream.sse', { count: 3, interval: 0 })
    t.ok(String(events.data).includes('"index":2'), way)
  })
})

test('aborting ends the call at once, and the handler', async (t) => {
  await overBoth(async (way) => {
    const before = (await ipc.request('test.state')).data
    t.ok((await ipc.request('ping', {}, { signal: AbortSignal.abort('enough') })).err instanceof AbortError, way)
    const controller = new AbortController()
    const call = ipc.request('test.wait', {}, { signal: controller.signal })
    await until(async () => (await ipc.request('test.state')).data.begun > before.begun)
    controller.abort('enough')
    const { err } = await call
    t.ok(err instanceof AbortError && err.cause === 'enough', way)
    await until(async () => (await ipc.request('test.state')).data.cancelled > before.cancelled)
    t.equal((await ipc.request('ping')).data, 'pong', way)
  })
})

test('a timeout and a deadline are TimeoutErrors', async (t) => {
  await overBoth(async (way) => {
    const before = (await ipc.request('test.state')).data
    // Ever longer, until the time was enough for the handler to begin.
    for (let [timeout, after] = [30, before]; after.begun === before.begun; timeout *= 4) {
      const { err } = await ipc.request('test.wait', {}, { timeout })
      t.ok(err instanceof TimeoutError && err.message.endsWith('timedout'), way)
      after = (await ipc.request('test.state')).data
    }
    await until(async () => (await ipc.request('test.state')).data.cancelled > before.cancelled)
    const late = await ipc.request('test.deadline')
    t.ok(late.err instanceof TimeoutError && late.err.message.includes('deadline'), way)
  })
})

test('stream gives bytes as they come, whole and in order', async (t) => {
  await overBoth(async (way) => {
    const response = await ipc.stream('test.numbers', { megabytes: 4 })
    t.equal(response.status, 200, way)
    let [at, wrong] = [0, 0]
    for await (const chunk of pieces(response)) {
      for (let offset = (65536 - at % 65536) % 65536; offset + 4 <= chunk.length; offset += 65536) {
        if (new DataView(chunk.buffer, chunk.byteOffset + offset).getUint32(0) !== (at + offset) / 65536) wrong++
      }
      at += chunk.length
    }
    t.deepEqual([at, wrong], [4 * MEGABYTE, 0], way)
  })
})

test('stream brings server-sent events one by one', async (t) => {
  await overBoth(async (way) => {
    const response = await ipc.stream('diagnostics.stream.sse', { count: 5, interval: 20, name: 'tick' })
    t.ok(response.headers.get('content-type')?.startsWith('text/event-stream'), way)
    let [text, reads] = ['', 0]
    for await (const chunk of pieces(response)) {
      text += new TextDecoder().decode(chunk)
      reads++
    }
    t.equal(text.match(/event: tick/g)?.length, 5, way)
    t.ok(reads > 2, `${reads} reads over ${way}`)
  })
})

test('stream takes plain answers and rejects with errors', async (t) => {
  await overBoth(async (way) => {
    t.equal((await (await ipc.stream('ping')).json()).data, 'pong', way)
    t.equal((await (await ipc.stream('test.bytes', { size: 1000 })).arrayBuffer()).byteLength, 1004, way)
    for (const size of [3, 2 * MEGABYTE]) {
      const body = new Uint8Array(size).fill(7)
      const echoed = new Uint8Array(await (await ipc.stream('test.echo', {}, { body })).arrayBuffer())
      t.ok(echoed.length === size && echoed.every((byte) => byte === 7), `${size} bytes over ${way}`)
    }
    t.ok(await rejection(ipc.stream('no.such.route')) instanceof NotFoundError, way)
    t.equal((await rejection(ipc.stream('test.fail', { name: 'Busy' }))).code, 'ERR_BUSY', way)
    t.ok(await rejection(ipc.stream('test.wait', {}, { signal: AbortSignal.timeout(20) })) instanceof AbortError, way)
    t.ok(await rejection(ipc.stream('ping', {}, { signal: AbortSignal.abort() })) instanceof AbortError, way)
  })
})

test('a stream nobody reads holds its handler back, and ends when it is cancelled or aborted', async (t) => {
  await overBoth(async (way) => {
    const ended = async () => (await ipc.request('test.state')).data.ended
    const controller = new AbortController()
    const response = await ipc.stream('test.endless', {}, { signal: controller.signal })
    const reader = /** @type {ReadableStream} */ (response.body).getReader()
    t.ok((await reader.read()).value.length > 0, way)
    const reading = reader.read().then(() => reader.read())
    controller.abort()
    t.equal((await rejection(reading.then(async () => { for (;;) if ((await reader.read()).done) return }))).name, 'AbortError', way)
    await until(async () => await ended() === 1)
    const second = await ipc.stream('test.endless')
    await second.body?.cancel()
    await until(async () => await ended() === 1)
    t.pass(`the handler ended over ${way}`)
  })
})

test('a stream that breaks in the middle is an error', async (t) => {
  await overBoth(async (way) => {
    const response = await ipc.stream('test.breaks', { size: 70000 })
    let size = 0
    const read = async () => { for await (const chunk of pieces(response)) size += chunk.length }
    t.equal((await rejection(read())).name, 'NetworkError', way)
    t.equal(size, 70000, `what came before is read over ${way}`)
  })
})

test('openStream talks both ways', async (t) => {
  await opened()
  const { readable, writable, closed } = ipc.openStream('test.shout', { mark: '?' })
  const writer = writable.getWriter()
  const reader = readable.getReader()
  await writer.write('one')
  t.equal(new TextDecoder().decode((await reader.read()).value), 'ONE')
  await writer.write(new TextEncoder().encode('two'))
  t.equal(new TextDecoder().decode((await reader.read()).value), 'TWO')
  await writer.close()
  t.equal(new TextDecoder().decode((await reader.read()).value), '?')
  t.ok((await reader.read()).done)
  t.equal(await closed, undefined)
})

test('openStream carries much without keeping much', async (t) => {
  const { readable, writable } = ipc.openStream('test.count-bytes')
  const writer = writable.getWriter()
  const block = new Uint8Array(MEGABYTE)
  for (let index = 0; index < 24; index++) await writer.write(block)
  await writer.close()
  t.equal(await new Response(readable).text(), String(24 * MEGABYTE))
})

test('openStream waits for a route that does not read', async (t) => {
  const controller = new AbortController()
  const { readable, writable, closed } = ipc.openStream('test.ignore', {}, { signal: controller.signal })
  const writer = writable.getWriter()
  const reader = readable.getReader()
  await reader.read()
  let written = 0
  const block = new Uint8Array(65536)
  const writing = (async () => { for (;;) { await writer.write(block); written += block.length } })()
  await still(() => written)
  t.ok(written <= 6 * 65536, `${written} bytes went`)
  controller.abort()
  t.ok(await rejection(writing) instanceof AbortError)
  t.ok(await rejection(closed) instanceof AbortError)
  t.ok(await rejection(reader.read()) instanceof AbortError)
})

test('openStream tells what the route says', async (t) => {
  const refused = ipc.openStream('test.refuse')
  t.equal((await rejection(refused.closed)).code, 'ERR_BUSY')
  t.equal((await rejection(refused.readable.getReader().read())).code, 'ERR_BUSY')
  t.ok(await rejection(ipc.openStream('no.such.route').closed) instanceof NotFoundError)
  t.equal((await rejection(ipc.openStream('ping', {}, { signal: AbortSignal.abort() }).closed)).name, 'AbortError')
  const { readable, writable, closed } = ipc.openStream('test.early')
  const writer = writable.getWriter()
  await writer.write('x')
  t.equal(await new Response(readable).text(), 'enough')
  await closed
  t.ok(await rejection(writer.write('y')) instanceof AbortError)
})

test('a reader that gives up, and a writer that does, cancel the route', async (t) => {
  const before = (await ipc.request('test.state')).data.cancelled
  const first = ipc.openStream('test.ignore')
  const reader = first.readable.getReader()
  await reader.read()
  await reader.cancel()
  const second = ipc.openStream('test.ignore')
  await second.readable.getReader().read()
  await second.writable.abort('enough')
  await until(async () => (await ipc.request('test.state')).data.cancelled >= before + 2)
  t.ok(connection.isOpen, 'and nothing else')
})

/**
 * @param {Response} response
 * @returns {AsyncGenerator<Uint8Array<ArrayBuffer>>}
 */
async function * pieces (response) {
  const reader = /** @type {ReadableStream} */ (response.body).getReader()
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return
    yield value
  }
}

/**
 * @param {Promise<any>} promise
 * @returns {Promise<any>} what it rejects with
 */
async function rejection (promise) {
  try {
    await promise
  } catch (error) {
    return error
  }
  throw new Error('it did not reject')
}
