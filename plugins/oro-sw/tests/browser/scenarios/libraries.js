// Libraries that take a service worker for granted, as their registry has them.

import { controlled, dropped, framed, next, outcome, set, text, until } from './kit.js'

const { serviceWorker } = navigator

/** @param {() => any} there */
async function eventually (there) {
  while (!await there()) await new Promise((resolve) => setTimeout(resolve, 20))
}

async function cleared () {
  for (const name of await caches.keys()) await caches.delete(name)
  await dropped()
}

/** @param {string} src */
async function scripted (src) {
  const script = document.createElement('script')
  script.src = src
  const loaded = next(script, 'load')
  document.head.append(script)
  await loaded
}

export default [
  ['/libraries/', async (log) => {
    const { Workbox, messageSW } = await import('/libraries/lib/workbox-window/build/workbox-window.prod.mjs')
    const heard = []
    const workbox = new Workbox('/asked/sw.js', { scope: '/libraries/' })
    log('another folder', await outcome(workbox.register()))
    const own = new Workbox('sw.js')
    for (const name of ['installing', 'installed', 'waiting', 'activating', 'activated', 'controlling', 'redundant', 'externalinstalled']) {
      own.addEventListener(name, ({ type, isUpdate, isExternal, sw, originalEvent }) => heard.push([type, isUpdate ?? null, isExternal ?? null, sw?.state === undefined ? null : typeof sw.state]))
    }
    const registration = await own.register()
    const worker = await own.getSW()
    await own.active
    await own.controlling
    await until(worker, 'activated')
    await eventually(() => heard.some(([type]) => type === 'activated'))
    log('workbox-window', registration === await serviceWorker.ready, worker.state, heard.map(([type, ...rest]) => [type, ...rest]).sort())
    log('its message', await own.messageSW({ what: 'echo', text: 'hello' }), await messageSW(registration.active, { what: 'echo', text: 'again' }))
    log('update', await outcome(own.update().then(() => 'updated')))
    const second = new Workbox('sw.js')
    await second.register()
    log('a second one', (await second.active) === registration.active, (await second.controlling) === serviceWorker.controller)
    await cleared()
  }],
  ['/libraries/', async (log) => {
    const { wrap, proxy, transfer, releaseProxy, expose } = await import('/libraries/lib/comlink/dist/esm/comlink.mjs')
    const { active } = await controlled('comlink.sw.js')
    const connect = () => {
      const { port1, port2 } = new MessageChannel()
      active.postMessage({ comlink: port2 }, [port2])
      return wrap(port1)
    }
    const api = connect()
    log('call', await api.sum(1, 2, 3), await api.counter.count)
    const heard = []
    log('callback', await api.counter.add(proxy(async (count) => { heard.push(count); return 5 }), proxy((count) => { heard.push(['now', count]) })), heard)
    const child = await api.counter.child()
    log('a proxy from there', await child.count, await child.add(proxy(() => 1)), await (await child.child()).count)
    const made = await new api.Counter(3)
    log('made', await made.count, await made.add(proxy(() => 4)))
    log('proxies of proxies', await api.counter.made(proxy(async (there) => `page got ${await there('page')}`)))
    const bytes = new Uint8Array([1, 2, 3])
    log('bytes', [...await api.counter.bytes(transfer(bytes, [bytes.buffer]))], bytes.byteLength)
    log('error', await api.counter.fail().catch((error) => [error.name, error.message, error instanceof Error]))
    made[releaseProxy]()
    child[releaseProxy]()
    log('released', await outcome(Promise.resolve().then(() => made.count)))
    const [one, two] = [connect(), connect()]
    log('two at once', await Promise.all([one.sum(1, 1), two.sum(2, 2), api.sum(3, 3)]))
    log('expose', typeof expose)
    await cleared()
  }],
  ['/libraries/', async (log) => {
    const { openDB, deleteDB } = await import('/libraries/lib/idb/build/index.js')
    await controlled('idb.sw.js')
    log('in the worker', await text('words'), await text('words'))
    const db = await openDB('of-the-worker')
    log('in the page', await db.getAll('kept'), [...db.objectStoreNames])
    const words = []
    for await (const { value: { word } } of db.transaction('kept').store) words.push(word)
    log('by a cursor', words)
    db.close()
    log('deleted', await outcome(deleteDB('of-the-worker')))
    await cleared()
  }],
  ['/libraries/', async (log) => {
    await controlled('toolbox.sw.js')
    log('precached', (await (await caches.open('toolbox')).keys()).map(({ url }) => url.replace(location.origin, '')))
    log('made', await text('made/name'))
    log('fastest', (await text('fast/answer?body=quick')))
    await eventually(async () => (await caches.match('fast/answer?body=quick')) !== undefined)
    const first = await text('first/count')
    await eventually(async () => (await caches.match('first/count')) !== undefined)
    log('cache first', first === await text('first/count'))
    const network = await text('network/count')
    await eventually(async () => (await (await caches.match('network/count'))?.text()) === network)
    await set({ offline: 'yes' })
    log('offline', await text('network/count') === network, await text('fast/answer?body=quick'), await text('answer?body=precached'), (await text('only/nothing')).slice(0, 20))
    await set({ offline: '' })
    await cleared()
  }],
  ['/libraries/', async (log) => {
    await scripted('/libraries/lib/msw/lib/iife/index.js')
    const { setupWorker, http, HttpResponse, delay, passthrough, bypass } = globalThis.MockServiceWorker
    const told = []
    const worker = setupWorker(
      http.get('/libraries/user/:id', ({ params, request }) => HttpResponse.json({ id: params.id, q: new URL(request.url).searchParams.get('q') }, { status: 201, headers: { 'x-mocked': 'yes' } })),
      http.post('/libraries/post', async ({ request }) => HttpResponse.json({ got: await request.json(), kind: request.headers.get('content-type') })),
      http.get('/libraries/error', () => HttpResponse.error()),
      http.get('/libraries/text', async () => { await delay(5); return HttpResponse.text('mocked') }),
      http.get('/libraries/bytes', () => HttpResponse.arrayBuffer(new Uint8Array([1, 2, 3]).buffer)),
      http.get('/libraries/stream', () => new HttpResponse(new ReadableStream({ start (controller) { for (const each of ['a', 'b', 'c']) controller.enqueue(new TextEncoder().encode(each)); controller.close() } }), { headers: { 'content-type': 'text/plain' } })),
      http.get('/libraries/answer', () => passthrough()),
      http.get('/libraries/proxied', async () => HttpResponse.text(`through ${await (await fetch(bypass('/libraries/answer?body=bypassed'))).text()}`))
    )
    worker.events.on('request:match', ({ request }) => told.push(['match', new URL(request.url).pathname]))
    worker.events.on('response:mocked', ({ response }) => told.push(['mocked', response.status]))
    await worker.start({ serviceWorker: { url: '/libraries/mockServiceWorker.js' }, onUnhandledRequest: 'bypass', quiet: true })
    const user = await fetch('user/7?q=x')
    log('mocked', user.status, user.headers.get('x-mocked'), await user.json())
    log('post', await (await fetch('post', { method: 'POST', body: '{"a":1}', headers: { 'content-type': 'application/json' } })).json())
    log('error', await text('error'))
    log('text', await text('text'), [...new Uint8Array(await (await fetch('bytes')).arrayBuffer())])
    log('stream', await text('stream'))
    log('passed through', await text('answer?body=real'), await text('proxied'))
    worker.use(http.get('/libraries/text', () => HttpResponse.text('once'), { once: true }))
    log('used once', await text('text'), await text('text'))
    const xhr = new XMLHttpRequest()
    xhr.open('GET', 'user/8')
    xhr.send()
    await next(xhr, 'loadend')
    log('xhr', xhr.status, xhr.responseText)
    log('told', told.slice(0, 4))
    worker.stop()
    log('stopped', (await text('answer?body=stopped')))
    await cleared()
  }],
  ['/libraries/', async (log) => {
    await set({ version: '1' })
    const frame = await framed('/dist/app/index.html')
    const heard = (what) => eventually(() => frame.told?.includes(what))
    await heard('offline ready')
    // An installed worker is told of as ready, which is not the active one yet.
    await until((await frame.navigator.serviceWorker.ready).active, 'activated')
    // Workbox takes a worker that is not active after 200 ms for one that waits, as on a busy machine.
    const told = frame.told.filter((each) => each !== 'need refresh').map((each) => each.replace(location.origin, ''))
    log('vite-plugin-pwa', told, (await (await caches.open((await caches.keys())[0])).keys()).map(({ url }) => new URL(url).pathname.replace(/-[\w-]{8}\.js/, '-HASH.js')).sort())
    const { frameElement } = frame
    const again = next(frameElement, 'load')
    await set({ offline: 'yes' })
    frame.location.href = '/dist/app/deep/link'
    await again
    const shown = frameElement.contentWindow
    log('offline', shown.document.title, shown.location.pathname, await (await shown.fetch('/dist/app/about.txt')).text())
    await set({ offline: '', version: '2' })
    const back = next(frameElement, 'load')
    shown.location.href = '/dist/app/index.html'
    await back
    const updated = frameElement.contentWindow
    await eventually(() => updated.told?.includes('need refresh'))
    log('another version', updated.registration.waiting?.state)
    const reloaded = next(frameElement, 'load')
    updated.update(true)
    await reloaded
    log('refreshed', frameElement.contentDocument.title)
    frameElement.remove()
    await cleared()
  }],
  ['/libraries/', async (log) => {
    const registration = await serviceWorker.register('/dist/generated/sw.js')
    const worker = registration.installing ?? registration.waiting ?? registration.active
    await until(worker, 'activated')
    const frame = await framed('/dist/generated/index.html')
    log('generateSW', frame.document.title, (await caches.keys()).length)
    const ask = async (path) => (await frame.fetch(path)).text()
    const first = await ask('/dist/generated/count')
    await eventually(async () => await (await caches.match('/dist/generated/count'))?.text() === first)
    log('routed', await ask('/dist/generated/answer?body=kept'))
    await eventually(async () => (await caches.match('/dist/generated/answer?body=kept')) !== undefined)
    await set({ offline: 'yes' })
    log('offline', await ask('/dist/generated/count') === first, await ask('/dist/generated/answer?body=kept'))
    await set({ offline: '' })
    frame.frameElement.remove()
    await cleared()
  }]
]
