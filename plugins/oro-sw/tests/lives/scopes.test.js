import { createWindow } from 'oro:application'
import { test } from 'oro:test'
import { container, frame, next, reached, read, reset, serve } from './stage.js'

const PAGE = '<!doctype html><meta charset=utf-8><title>page</title>'
const HEADERS = { 'Service-Worker-Allowed': '/' }

/** @param {string} name */
function naming (name) {
  return `addEventListener('install', () => skipWaiting())
    addEventListener('fetch', (event) => {
      if (event.request.url.endsWith('/name')) event.respondWith(new Response('${name}'))
    })`
}

const CLIENTS = `
  const loaded = {}
  addEventListener('install', () => skipWaiting())
  addEventListener('message', async ({ data, source }) => {
    const seen = ({ id, url, type, frameType, visibilityState }) => ({ id, path: new URL(url).pathname, type, frameType })
    const answers = {
      source: () => seen(source),
      all: async () => (await clients.matchAll()).map(seen),
      every: async () => (await clients.matchAll({ includeUncontrolled: true, type: 'all' })).map(seen),
      workers: () => clients.matchAll({ type: 'worker' }),
      get: async () => { const found = await clients.get(data.id); return found && seen(found) },
      claim: () => clients.claim(),
      open: async () => seen(await clients.openWindow(data.url)),
      refused: async () => Promise.all(['about:blank', 'http://['].map((url) => clients.openWindow(url).catch((error) => error.name))),
      navigate: async () => { const found = await clients.get(data.id); const there = await found.navigate(data.url).catch((error) => error); return there instanceof Error ? there.name : seen(there) },
      within: async () => { const found = await clients.get(data.id); return { ancestors: found.ancestorOrigins, frozen: Object.isFrozen(found.ancestorOrigins) } },
      focus: async () => seen(await (await clients.get(data.id)).focus()),
      post: async () => (await clients.get(data.id)).postMessage('for you')
    }
    source.postMessage({ answer: data.ask, found: await answers[data.ask]() })
  })
  addEventListener('fetch', (event) => {
    const { pathname } = new URL(event.request.url)
    if (event.request.mode === 'navigate') loaded[pathname] = event.resultingClientId
    if (pathname.endsWith('/id')) event.respondWith(Response.json({ id: event.clientId, loaded }))
  })`

/**
 * @param {string} path
 * @param {string} scope
 * @param {string} script
 */
async function register (path, scope, script) {
  await serve(path, script, HEADERS)
  const registration = await navigator.serviceWorker.register(path, { scope })
  await reached(registration.installing ?? registration.waiting ?? registration.active, 'activated')
  return registration
}

/**
 * @param {any} worker
 * @param {string} what
 * @param {Record<string, any>} [more]
 */
async function ask (worker, what, more = {}) {
  const heard = next(navigator.serviceWorker, 'message', ({ data }) => data.answer === what)
  worker.postMessage({ ask: what, ...more })
  return (await heard).data.found
}

test('the longest scope has a document, and documents keep what they were loaded with', async (t) => {
  await reset()
  for (const path of ['/live/s/page.html', '/live/s/deep/page.html', '/live/s/deeper.html']) await serve(path, PAGE)
  await register('/live/s/one.js', '/live/s/', naming('shallow'))
  const before = await frame('/live/s/deep/page.html')
  t.equal(await read(before, '/live/s/name'), 'shallow')
  await register('/live/s/two.js', '/live/s/deep', naming('deep'))
  const frames = await Promise.all(['deep/page.html', 'deeper.html', 'page.html'].map((path) => frame('/live/s/' + path)))
  t.deepEqual(await Promise.all(frames.map((each) => read(each, '/live/s/name'))), ['deep', 'deep', 'shallow'])
  t.equal(await read(before, '/live/s/name'), 'shallow', 'a document loaded before')
  t.deepEqual(frames.map((each) => new URL(container(each).controller.scriptURL).pathname), ['/live/s/two.js', '/live/s/two.js', '/live/s/one.js'])
  t.equal(navigator.serviceWorker.controller, null, 'this page is in no scope')
  t.equal((await fetch('/live/s/name')).status, 404)
  for (const each of [before, ...frames]) each.remove()
})

test('a first load is not controlled, the next is', async (t) => {
  await reset()
  await serve('/live/f/page.html', PAGE)
  const first = await frame('/live/f/page.html')
  const registration = await register('/live/f/sw.js', '/live/f/', naming('f'))
  t.equal(container(first).controller, null)
  const loaded = next(first, 'load')
  first.contentWindow?.location.reload()
  await loaded
  t.equal(container(first).controller?.scriptURL, registration.active?.scriptURL)
  t.equal(await read(first, '/live/f/name'), 'f')
  t.equal(await (await /** @type {any} */ (first.contentWindow).fetch('/live/f/name', { headers: { 'runtime-serviceworker-fetch-mode': 'ignore' } })).status, 404)
  first.remove()
})

test('images and scripts of a frame are asked of its worker', async (t) => {
  await reset()
  await register('/live/i/sw.js', '/live/i/', `addEventListener('install', () => skipWaiting())
    addEventListener('fetch', (event) => {
      if (event.request.url.endsWith('/made.js')) event.respondWith(new Response('globalThis.made = 1', { headers: { 'content-type': 'text/javascript' } }))
    })`)
  await serve('/live/i/page.html', PAGE + '<script src="made.js"></script>')
  const page = await frame('/live/i/page.html')
  t.equal(/** @type {any} */ (page.contentWindow).made, 1)
  page.remove()
})

test('every document has an id of its own, which is the same for all it asks', async (t) => {
  await reset()
  for (const name of ['one', 'two']) await serve(`/live/c/${name}.html`, PAGE)
  const { active } = await register('/live/c/sw.js', '/live/c/', CLIENTS)
  const frames = [await frame('/live/c/one.html'), await frame('/live/c/two.html')]
  const id = async (/** @type {HTMLIFrameElement} */ each) => JSON.parse(await read(each, '/live/c/id'))
  const [one, two] = [await id(frames[0]), await id(frames[1])]
  t.equal((await id(frames[0])).id, one.id)
  t.notEqual(one.id, two.id)
  t.equal(two.loaded['/live/c/one.html'], one.id, 'resultingClientId')
  t.equal(two.loaded['/live/c/two.html'], two.id)
  t.deepEqual((await ask(active, 'all')).map(({ path, frameType }) => [path, frameType]), [['/live/c/one.html', 'nested'], ['/live/c/two.html', 'nested']])
  t.equal((await ask(active, 'every')).length, 3)
  t.deepEqual(await ask(active, 'workers'), [])
  t.deepEqual(await ask(active, 'get', { id: one.id }), { id: one.id, path: '/live/c/one.html', type: 'window', frameType: 'nested' })
  t.equal(await ask(active, 'get', { id: '17' }), undefined)
  t.equal((await ask(active, 'focus', { id: two.id })).id, two.id)
  t.equal(document.activeElement, frames[1])
  t.deepEqual(await ask(active, 'within', { id: one.id }), { ancestors: [location.origin], frozen: true })
  const heard = next(container(frames[1]), 'message')
  await ask(active, 'post', { id: two.id })
  t.equal((await heard).data, 'for you')
  const loaded = next(frames[0], 'load')
  frames[0].contentWindow?.location.reload()
  await loaded
  t.notEqual((await id(frames[0])).id, one.id, 'another document')
  t.equal(await ask(active, 'get', { id: one.id }), undefined)
  frames[1].remove()
  while ((await ask(active, 'all')).length !== 1);
  t.equal((await ask(active, 'source')).frameType, 'top-level')
  frames[0].remove()
})

test('a worker claims what is in its scope and nothing else', async (t) => {
  await reset()
  await serve('/live/k/page.html', PAGE)
  await serve('/live/other.html', PAGE)
  const [inside, outside] = [await frame('/live/k/page.html'), await frame('/live/other.html')]
  const changed = next(container(inside), 'controllerchange')
  container(outside).addEventListener('controllerchange', () => t.fail('out of scope'))
  const { active } = await register('/live/k/sw.js', '/live/k/', CLIENTS)
  t.equal(container(inside).controller, null)
  await ask(active, 'claim')
  await changed
  t.equal(container(inside).controller.state, 'activated')
  t.deepEqual((await ask(active, 'all')).map(({ path }) => path), ['/live/k/page.html'])
  t.equal(container(outside).controller, null)
  inside.remove()
  outside.remove()
})

test('a worker opens a window, shows it another document, and answers it', async (t) => {
  await reset()
  const script = `<script type="module">
    const { id } = await (await fetch('/live/w/id')).json()
    new BroadcastChannel('test').postMessage({ path: location.pathname, id, controlled: navigator.serviceWorker.controller !== null })
  </script>`
  for (const name of ['one', 'two']) await serve(`/live/w/${name}.html`, PAGE + script)
  const { active } = await register('/live/w/sw.js', '/live/w/', CLIENTS)
  const channel = new BroadcastChannel('test')
  const told = next(channel, 'message', ({ data }) => data.path === '/live/w/one.html')
  const opened = await ask(active, 'open', { url: '/live/w/one.html' })
  t.deepEqual([opened.path, opened.frameType], ['/live/w/one.html', 'top-level'])
  const first = (await told).data
  t.equal(first.controlled, true)
  t.equal((await ask(active, 'focus', { id: first.id })).id, first.id, 'nobody clicked anything')
  t.deepEqual(await ask(active, 'refused'), ['TypeError', 'TypeError'])
  const again = next(channel, 'message', ({ data }) => data.path === '/live/w/two.html')
  const moved = await ask(active, 'navigate', { id: first.id, url: '/live/w/two.html' })
  t.equal(moved.path, '/live/w/two.html')
  t.equal((await again).data.id, moved.id)
  t.notEqual(moved.id, first.id)
  t.equal(await ask(active, 'get', { id: first.id }), undefined)
  const another = next(channel, 'message')
  const window = await createWindow({ index: -1, path: '/live/w/one.html' })
  await another
  t.equal((await ask(active, 'all')).length, 2)
  await window.close()
  while ((await ask(active, 'all')).length !== 1);
  channel.close()
})
