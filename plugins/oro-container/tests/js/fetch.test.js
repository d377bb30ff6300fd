import { test } from 'oro:test'
import { WebContainer } from 'oro:container'
import { refusal, until, within } from './support/containers.js'
import { served } from './support/served.js'

test('a page asks a server in the container', async (t) => {
  await served(async (container) => {
    const response = await container.fetch(3000, '/a?b=c%20d', { headers: { 'x-own': '1', cookie: 'a=b' } })
    t.ok(response instanceof Response && response.ok)
    t.equal(response.url, 'http://localhost:3000/a?b=c%20d')
    const { method, url, headers } = await response.json()
    t.deepEqual([method, url, headers['x-own'], headers.cookie, headers.host], ['GET', '/a?b=c%20d', '1', 'a=b', 'localhost:3000'])
    for (const body of ['text', new TextEncoder().encode('text'), new Blob(['text'])]) {
      t.equal((await (await container.fetch(3000, '/', { method: 'post', body })).json()).body, 'text')
    }
    const form = await (await container.fetch(3000, '/', { method: 'PUT', body: new URLSearchParams({ a: 'b c' }) })).json()
    t.deepEqual([form.method, form.headers['content-type'].split(';')[0], form.body], ['PUT', 'application/x-www-form-urlencoded', 'a=b+c'])
    const request = new Request('http://anywhere.example/path', { method: 'POST', body: 'of a request', headers: { 'x-own': '2' } })
    const asked = await (await container.fetch(3000, request)).json()
    t.deepEqual([asked.url, asked.headers['x-own'], asked.body], ['/path', '2', 'of a request'])
  })
})

test('an answer has its status, its headers and its body', async (t) => {
  await served(async (container) => {
    const response = await container.fetch(3000, '/teapot')
    t.deepEqual([response.status, response.statusText, response.ok], [418, 'Short and stout', false])
    t.match(response.headers.get('set-cookie') ?? '', /a=1, b=2/)
    t.equal(await response.text(), 'tea')
    const empty = await container.fetch(3000, '/nothing')
    t.deepEqual([empty.status, empty.body], [204, null])
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

test('a body in pieces is sent once all of it is there, where nothing carries streams', async (t) => {
  await served(async (container) => {
    const body = new Blob(['one ', 'two']).stream()
    t.equal((await (await container.fetch(3000, '/', { method: 'POST', body })).json()).body, 'one two')
  })
})

test('a request is given up', async (t) => {
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
    t.equal((await refusal(() => container.fetch(3000, '/', { signal: AbortSignal.abort() }))).name, 'AbortError')
  })
})

test('what cannot be asked is refused by name', async (t) => {
  await within(async (container) => {
    const refused = await refusal(() => container.fetch(3000, '/'))
    t.equal(refused.code, 'ECONNREFUSED')
    t.match(refused.message, /nothing listens/)
    t.ok(await refusal(() => container.fetch(0, '/')) instanceof RangeError)
    t.match((await refusal(() => container.fetch(3000, '/', { body: 'x' }))).message, /GET has no body/)
    await container.mount({ 'mute.js': { file: "require('node:net').createServer((socket) => socket.end('nothing of HTTP')).listen(4000, () => console.log('listening'))" } })
    await until((await container.spawn('node', ['mute.js'])).output.getReader(), 'listening')
    t.match((await refusal(() => container.fetch(4000, '/'))).message, /answer of port 4000/)
  })
  await within(async (container) => {
    t.match((await refusal(() => container.fetch(3000, '/'))).message, /policy of the container lets no program listen/)
  }, { policy: { listen: false } })
  const ended = await WebContainer.boot()
  ended.teardown()
  t.match((await refusal(() => ended.fetch(3000, '/'))).message, /already torn down/)
})
