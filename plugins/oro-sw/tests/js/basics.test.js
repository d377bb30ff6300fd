import ipc from 'oro:ipc'
import { test } from 'oro:test'

await ipc.request('serviceWorker.reset')
for (const name of await caches.keys()) await caches.delete(name)

const changed = new Promise((resolve) => navigator.serviceWorker.addEventListener('controllerchange', resolve, { once: true }))
const registration = await navigator.serviceWorker.register('/echo.sw.js')
await navigator.serviceWorker.ready
await changed

/** @returns {Promise<any>} */
function message () {
  return new Promise((resolve) => navigator.serviceWorker.addEventListener('message', resolve, { once: true }))
}

/** @param {Promise<any>} promise */
async function outcome (promise) {
  return promise.then(() => 'no error', (error) => error.name)
}

test('a registration has its scope, its worker, and the page as its client', async (t) => {
  t.equal(registration.scope, new URL('/', location.href).href)
  t.equal(registration.active?.scriptURL, new URL('/echo.sw.js', location.href).href)
  t.equal(navigator.serviceWorker.controller, registration.active)
  t.equal(await navigator.serviceWorker.getRegistration('/deep/er'), registration)
  t.deepEqual(await navigator.serviceWorker.getRegistrations(), [registration])
})

test('a worker answers with status, headers and body', async (t) => {
  const response = await fetch('/hello?name=page')
  t.equal(await response.text(), 'hello, page')
  t.equal(response.headers.get('x-sum'), '6', 'imported scripts share their names')
  t.equal(response.headers.get('runtime-response-source'), 'serviceworker')
  t.equal((await fetch('/teapot')).status, 418)
})

test('a worker reads method, headers and body', async (t) => {
  const response = await fetch('/echo', { method: 'POST', body: 'words', headers: { 'X-Mine': 'yes' } })
  t.deepEqual(await response.json(), { method: 'POST', header: 'yes', body: 'words' })
})

test('XMLHttpRequest and images are asked for, too', async (t) => {
  const text = await new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.onload = () => resolve(request.responseText)
    request.onerror = reject
    request.open('GET', '/hello?name=xhr')
    request.send()
  })
  t.equal(text, 'hello, xhr')
})

test('what the worker leaves alone, or answers 404, the app answers', async (t) => {
  t.equal(await (await fetch('/numbers.txt')).text(), '1\n2\n3\n')
  t.equal(await (await fetch('/not-here')).text(), 'the file\n')
  t.equal((await fetch('/nowhere')).status, 404)
  const ignored = await fetch('/hello', { headers: { 'runtime-serviceworker-fetch-mode': 'ignore' } })
  t.equal(ignored.status, 404, 'a request may go past the worker')
})

test('an answer comes from a cache', async (t) => {
  t.equal(await (await fetch('/cached')).text(), '1\n2\n3\n')
  t.equal(await (await caches.match('/numbers.txt'))?.text(), '1\n2\n3\n')
})

test('an answer is transformed as it streams', async (t) => {
  t.equal(await (await fetch('/upper')).text(), '1,2,3,')
})

test('a large answer arrives whole', async (t) => {
  const bytes = new Uint8Array(await (await fetch('/large')).arrayBuffer())
  t.equal(bytes.length, 80 * 65536)
  t.deepEqual([bytes[0], bytes.at(-1)], [79, 0])
})

test('a page that goes away cancels the answer', async (t) => {
  const abort = new AbortController()
  const cancelled = message()
  const { body } = await fetch('/forever', { signal: abort.signal })
  await body?.getReader().read()
  abort.abort()
  t.deepEqual((await cancelled).data, { cancelled: true })
})

test('network errors, what throws and what is no response reject', async (t) => {
  for (const path of ['/error', '/throws', '/nothing']) t.equal(await outcome(fetch(path)), 'TypeError', path)
})

test('messages go both ways', async (t) => {
  const heard = message()
  const bytes = new Uint8Array([1, 2, 3])
  navigator.serviceWorker.controller?.postMessage({ bytes, map: new Map([[1, 2]]) }, [bytes.buffer])
  t.equal(bytes.length, 0, 'what is transferred is gone')
  const { data, source } = await heard
  t.deepEqual(data.echo, { bytes: new Uint8Array([1, 2, 3]), map: new Map([[1, 2]]) })
  t.deepEqual([data.location, data.scope], [registration.active?.scriptURL, registration.scope])
  t.equal(source, registration.active)
})

test('a port goes along', async (t) => {
  const { port1, port2 } = new MessageChannel()
  const heard = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data) })
  navigator.serviceWorker.controller?.postMessage({ port: 7 }, [port2])
  t.deepEqual(await heard, { through: 7 })
})

test('what cannot be carried is refused at once', async (t) => {
  const post = (/** @type {any} */ thing) => outcome((async () => navigator.serviceWorker.controller?.postMessage(thing, [thing]))())
  t.equal(await post(new WritableStream()), 'DataCloneError')
  const read = new ReadableStream()
  read.getReader()
  t.equal(await post(read), 'DataCloneError')
})

test('many requests are answered together', async (t) => {
  const texts = await Promise.all(Array.from({ length: 200 }, async (_, at) => (await fetch(`/hello?name=${at}`)).text()))
  t.deepEqual(texts, Array.from({ length: 200 }, (_, at) => `hello, ${at}`))
})

test('what cannot be registered is refused', async (t) => {
  t.equal(await outcome(navigator.serviceWorker.register('https://example.org/sw.js')), 'SecurityError')
  t.equal(await outcome(navigator.serviceWorker.register('/lib/numbers.js', { scope: '/' })), 'SecurityError')
  t.equal(await outcome(navigator.serviceWorker.register('/numbers.txt')), 'SecurityError')
  t.equal(await outcome(navigator.serviceWorker.register('/missing.js')), 'TypeError')
})

test('an unregistered worker goes on for the pages it controls, and ends with them', async (t) => {
  t.equal(await registration.unregister(), true)
  t.equal(await registration.unregister(), false)
  t.deepEqual(await navigator.serviceWorker.getRegistrations(), [])
  t.equal((await fetch('/hello')).status, 200)
  await ipc.request('serviceWorker.reset')
  t.equal((await fetch('/hello')).status, 404)
})
