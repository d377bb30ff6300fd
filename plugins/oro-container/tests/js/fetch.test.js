import { test } from 'oro:test'
import { refusal, until, within } from './support/containers.js'
import { served } from './support/served.js'

/* Requests and answers of either engine are in `tests/engines`. */

test('headers, forms and large bodies arrive as they are, both ways', async (t) => {
  await served(async (container) => {
    const { headers } = await (await container.fetch(3000, '/', { headers: { cookie: 'a=b' } })).json()
    t.deepEqual([headers.cookie, headers.host], ['a=b', 'localhost:3000'])
    const form = await (await container.fetch(3000, '/', { method: 'PUT', body: new URLSearchParams({ a: 'b c' }) })).json()
    t.deepEqual([form.method, form.headers['content-type'].split(';')[0], form.body], ['PUT', 'application/x-www-form-urlencoded', 'a=b+c'])
    t.match((await container.fetch(3000, '/teapot')).headers.get('set-cookie') ?? '', /a=1, b=2/)
    t.equal((await container.fetch(3000, '/', { method: 'HEAD' })).body, null)
    const bytes = new Uint8Array(await (await container.fetch(3000, '/large')).arrayBuffer())
    t.equal(bytes.length, 4 << 20)
    t.ok(bytes.every((byte, at) => byte === at >> 16))
    const sent = crypto.getRandomValues(new Uint8Array(65536))
    const large = new Uint8Array(await new Blob(Array(40).fill(sent)).arrayBuffer())
    const back = new Uint8Array(await (await container.fetch(3000, '/echo', { method: 'POST', body: large })).arrayBuffer())
    t.ok(back.length === large.length && back.every((byte, at) => byte === large[at]))
  })
})

test('a server is told of a request that is given up', async (t) => {
  await served(async (container, output) => {
    const waiting = new AbortController()
    const asking = refusal(() => container.fetch(3000, '/wait', { signal: waiting.signal }))
    t.equal((await container.fetch(3000, '/')).status, 200)
    waiting.abort()
    t.equal((await asking).name, 'AbortError')
    await until(output, 'left')
    const reading = new AbortController()
    const response = await container.fetch(3000, '/endless', { signal: reading.signal })
    const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader()
    t.equal(new TextDecoder().decode((await reader.read()).value), 'begun')
    reading.abort()
    t.equal((await refusal(() => reader.read())).name, 'AbortError')
    await until(output, 'left')
    const left = await container.fetch(3000, '/endless')
    await left.body?.cancel()
    await until(output, 'left')
  })
})

test('what is no answer, and what the policy denies, is refused by name', async (t) => {
  await within(async (container) => {
    await container.mount({ 'mute.js': { file: "require('node:net').createServer((socket) => socket.end('nothing of HTTP')).listen(4000, () => console.log('listening'))" } })
    await until((await container.spawn('node', ['mute.js'])).output.getReader(), 'listening')
    t.match((await refusal(() => container.fetch(4000, '/'))).message, /answer of port 4000/)
  })
  await within(async (container) => {
    t.match((await refusal(() => container.fetch(3000, '/'))).message, /policy of the container lets no program listen/)
  }, { policy: { listen: false } })
})
