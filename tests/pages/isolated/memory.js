import { test } from 'oro:test'

import { startWorker } from '/asked.js'

const HEADERS = ['cross-origin-opener-policy', 'cross-origin-embedder-policy', 'cross-origin-resource-policy']
const ISOLATED = ['same-origin', 'require-corp', 'cross-origin']

/** What a frame posts to this page. */
function framed (attributes) {
  return new Promise((resolve) => {
    const frame = Object.assign(document.createElement('iframe'), attributes)
    addEventListener('message', ({ source, data }) => source === frame.contentWindow && resolve(data))
    document.body.append(frame)
  })
}

/** Whether an element of a page can load an address. */
const shown = (src) => new Promise((resolve) => {
  const image = new Image()
  image.onload = () => resolve(true)
  image.onerror = () => resolve(false)
  image.src = src
})

test('the page is isolated and has shared memory', async (t) => {
  t.equal(crossOriginIsolated, true)
  t.equal(new SharedArrayBuffer(8).byteLength, 8)
  t.ok(new WebAssembly.Memory({ initial: 1, maximum: 2, shared: true }).buffer instanceof SharedArrayBuffer)
})

test('a worker shares memory with the page', async (t) => {
  const shared = new SharedArrayBuffer(4)
  const { ask, end } = startWorker()
  t.deepEqual(await ask('kind'), { isolated: true, memory: 'function' })
  await Promise.all([ask('add', shared, 40), ask('add', shared, 2)])
  t.equal(new Int32Array(shared)[0], 42)
  end()
})

test('workers of a Blob and of a module do, too', async (t) => {
  const source = await (await fetch('/worker.js')).text()
  const url = URL.createObjectURL(new Blob([source], { type: 'text/javascript' }))
  for (const [address, options] of [[url, {}], ['/worker.js', { type: 'module' }]]) {
    const shared = new SharedArrayBuffer(4)
    const { ask, end } = startWorker(address, options)
    await ask('add', shared, 7)
    t.equal(new Int32Array(shared)[0], 7)
    end()
  }
})

test('a worker waits for the page', async (t) => {
  const shared = new SharedArrayBuffer(4)
  const { ask, end } = startWorker()
  await ask('kind')
  const waited = ask('wait', shared)
  const cells = new Int32Array(shared)
  Atomics.store(cells, 0, 1)
  Atomics.notify(cells, 0)
  t.ok(['ok', 'not-equal'].includes(await waited))
  end()
})

test('every answer says that it is isolated', async (t) => {
  const addresses = [
    '/index.html', '/worker.js', '/none.html', '/mounted/page', '/oro/ipc.js',
    'ipc://shapes.whole', 'ipc://shapes.error', 'ipc://shapes.stream', 'ipc://shapes.file', 'ipc://no.such.route'
  ]
  for (const address of addresses) {
    const { headers } = await fetch(address)
    t.deepEqual(HEADERS.map((name) => headers.get(name)), ISOLATED, address)
  }
  t.equal((await fetch('/mounted/own')).headers.get(HEADERS[2]), 'same-site', "an app's own header stays")
})

test('frames of the app are isolated, too', async (t) => {
  t.deepEqual(await framed({ src: '/framed.html' }), { isolated: true, sum: 4 })
  t.equal(await framed({ src: '/mounted/page' }), true)
  t.deepEqual(await framed({ srcdoc: '<script>parent.postMessage([1], "*")</script>' }), [1])
  t.deepEqual(await framed({ srcdoc: '<script>parent.postMessage([2], "*")</script>', sandbox: 'allow-scripts' }), [2])
})

test('a site is embedded where it allows that, if the engine keeps pages to it', async (t) => {
  const { data: [site, kept] } = await (await fetch('ipc://site')).json()
  t.equal(await shown(`${site}/allowed.svg`), true)
  t.equal(await shown(`${site}/silent.svg`), kept !== 'yes')
  t.equal((await fetch(`${site}/shared.svg`)).status, 200, 'CORS is enough for fetch()')
})

test('the engine has WebGPU if it claims to, and an adapter if the machine has a driver', async (t) => {
  const { data: [, , gpu] } = await (await fetch('ipc://site')).json()
  t.equal('gpu' in navigator, gpu === 'yes')
  const adapter = await navigator.gpu?.requestAdapter() ?? null
  t.ok(adapter === null || adapter instanceof GPUAdapter)
})
