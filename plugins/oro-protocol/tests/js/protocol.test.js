import { test } from 'oro:test'
import { request } from 'oro:ipc'
import protocols, { getData, getServiceWorker, register, setData, unregister } from 'oro:protocol-handlers'

const refused = (/** @type {Promise<any>} */ promise) => promise.then(() => null, (/** @type {any} */ error) => error)
const html = { headers: { 'content-type': 'text/html' } }

/** Load a frame and wait for what it posts. @param {string} url @returns {Promise<{ data: any, origin: string }>} */
function framed (url) {
  return new Promise((resolve, reject) => {
    const frame = Object.assign(document.createElement('iframe'), { src: url })
    addEventListener('message', function heard (event) {
      if (event.source !== frame.contentWindow) return
      removeEventListener('message', heard)
      frame.remove()
      resolve({ data: event.data, origin: event.origin })
    })
    frame.addEventListener('error', reject)
    document.body.append(frame)
  })
}

test('a scheme of Python is answered, with statuses, bodies and streams', async t => {
  const answer = await fetch('count://lines/3', { method: 'POST', body: 'asked\n' })
  t.equal(answer.status, 203)
  t.equal(await answer.text(), 'asked\nline 0\nline 1\nline 2\n')
  const controller = new AbortController()
  const endless = await fetch('count://lines/endless', { signal: controller.signal })
  const reader = /** @type {ReadableStream} */ (endless.body).getReader()
  t.equal(new TextDecoder().decode((await reader.read()).value), 'line 0\n')
  controller.abort()
  t.equal((await refused(reader.read())).name, 'AbortError')
})

test('nobody answers before a page does', async t => {
  const answer = await fetch('notes://today/')
  t.equal(answer.status, 404)
  t.equal((await answer.json()).err.message, 'Protocol handler scheme is not registered.')
})

test('a handler gets a request, and its response is what is fetched', async t => {
  const { scheme } = await register('notes', async (asked, context) => {
    const text = `${asked.method} ${asked.url} ${asked.headers.get('x-mark')} ${await asked.text()} ${context.scheme}`
    return new Response(text, { status: 207, headers: { 'x-answer': 'yes', 'access-control-expose-headers': 'x-answer' } })
  })
  t.equal(scheme, 'notes')
  const answer = await fetch('notes://today/a%20b?c=d', { method: 'PUT', body: 'body', headers: { 'x-mark': 'm' } })
  t.equal(answer.status, 207)
  t.equal(answer.headers.get('x-answer'), 'yes')
  t.equal(await answer.text(), 'PUT notes://today/a%20b?c=d m body notes')
})

test('bytes arrive as they are', async t => {
  const sent = Uint8Array.from({ length: 1_000_000 }, (_, index) => index * 7)
  await register('notes', () => new Response(sent))
  const arrived = new Uint8Array(await (await fetch('notes://x/')).arrayBuffer())
  t.ok(arrived.length === sent.length && arrived.every((byte, index) => byte === sent[index]), 'every byte')
})

test('a body is sent as it is made, and abandoned when nobody reads', async t => {
  /** @type {(why: string) => void} */
  let cancelled
  const over = new Promise(resolve => { cancelled = resolve })
  await register('notes', (_request, { signal }) => {
    signal.addEventListener('abort', () => cancelled('aborted'))
    return new Response(new ReadableStream({
      start (controller) { controller.enqueue(new TextEncoder().encode('first')) },
      pull () { return new Promise(() => {}) }
    }))
  })
  const controller = new AbortController()
  const answer = await fetch('notes://x/', { signal: controller.signal })
  const { value } = await /** @type {ReadableStream} */ (answer.body).getReader().read()
  t.equal(new TextDecoder().decode(value), 'first')
  controller.abort()
  t.equal(await over, 'aborted')
})

test('a frame of the scheme has its own origin and loads from it', async t => {
  await register('notes', asked => new URL(asked.url).pathname === '/script.js'
    ? new Response("parent.postMessage('loaded', '*')", { headers: { 'content-type': 'text/javascript' } })
    : new Response('<!doctype html><script type=module src=/script.js></script>', html))
  t.deepEqual(await framed('notes://today/'), { data: 'loaded', origin: 'notes://today' })
})

test('a frame of the scheme may not call the host', async t => {
  await register('notes', () => new Response(`<!doctype html><script>
    fetch('ipc://ping').then(answer => answer.json()).then(({ err }) => parent.postMessage(err ? err.type : 'answered', '*'),
      error => parent.postMessage('NotAllowedError', '*'))</script>`, html))
  t.equal((await framed('notes://today/')).data, 'NotAllowedError')
})

test('a handler that fails is an error, not a hang', async t => {
  await register('notes', () => { throw new Error('on purpose') })
  const failed = await fetch('notes://x/')
  t.equal(failed.status, 500)
  t.equal((await failed.json()).err.message, 'Cannot load "notes:": on purpose')
  await register('notes', /** @type {any} */ (() => 'no response'))
  t.equal((await (await fetch('notes://x/')).json()).err.message, 'Cannot load "notes:": its handler gave no Response')
})

test('data wait in the configuration, and any page may change them', async t => {
  t.deepEqual(await getData('notes'), { folder: 'today' })
  t.equal(await getData('silent'), '')
  await setData('notes', [1, { a: 'ü' }])
  t.deepEqual(await getData('notes'), [1, { a: 'ü' }])
  t.equal(await getServiceWorker({ scheme: 'notes' }), null)
})

test('what cannot be registered says why', async t => {
  t.equal((await refused(register('later', () => new Response()))).name, 'NotSupportedError')
  t.equal((await refused(register('ipc', () => new Response()))).message, 'Cannot register "ipc": expected a scheme that is free: "ipc" is not')
  t.equal((await refused(getData('later'))).message, 'Protocol handler scheme is not registered.')
  t.equal((await refused(register('notes', /** @type {any} */ (null)))).name, 'TypeError')
  t.ok((await request('protocol.setData', { scheme: 'notes', data: '{' })).err.message.includes('must be JSON'))
})

test('what is unregistered is answered no longer', async t => {
  await register('silent', () => new Response('spoken'))
  t.equal(await (await fetch('silent://x/')).text(), 'spoken')
  await unregister('silent')
  t.equal((await fetch('silent://x/')).status, 404)
  t.equal((await refused(unregister('silent'))).message, 'Protocol handler scheme is not registered.')
  t.equal(protocols.register, register)
})
