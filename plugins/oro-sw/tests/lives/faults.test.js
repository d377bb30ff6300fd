import { test } from 'oro:test'
import { failure, kill, log, next, reached, reset, serve } from './stage.js'

const FOLDER = '/live/faults/'
const SCRIPT = `
  let asked = 0
  addEventListener('install', () => skipWaiting())
  addEventListener('activate', (event) => event.waitUntil(clients.claim()))
  addEventListener('message', ({ data, source }) => { if (data === 'spin') for (;;); else source.postMessage('alive') })
  const answers = {
    hello: () => 'hello',
    count: () => String(++asked),
    spin: () => { for (;;); },
    never: () => new Promise(() => {}),
    slow: () => new Promise((resolve) => setTimeout(resolve, 2500, 'slow')),
    garbage: () => ({ ok: true }),
    used: async () => { const response = new Response('x'); await response.text(); return response },
    broken: () => new ReadableStream({ start (controller) { controller.enqueue(new TextEncoder().encode('half')) }, pull (controller) { controller.error(new Error('on purpose')) } }),
    loop: () => Response.redirect(location.origin + '/live/faults/elsewhere.txt'),
    endless: () => new ReadableStream({ pull (controller) { controller.enqueue(new Uint8Array(16384)) }, cancel () { globalThis.cancelled = true } }),
    cancelled: () => String(Boolean(globalThis.cancelled))
  }
  addEventListener('fetch', (event) => {
    const name = new URL(event.request.url).pathname.split('/').at(-1)
    if (name === 'throws') throw new RangeError('in the listener')
    if (name === 'twice') { event.respondWith(new Response('first')); event.respondWith(new Response('second')) }
    if (name === 'cancelled-event') return event.preventDefault()
    const answer = answers[name]
    if (!answer) return
    event.respondWith((async () => {
      const found = await answer()
      return typeof found === 'string' || found instanceof ReadableStream ? new Response(found) : found
    })())
  })`

/** Begin with a worker that runs, and controls this page. */
async function begin () {
  await reset()
  await serve('/live/faults/sw.js', SCRIPT, { 'Service-Worker-Allowed': '/' })
  await serve('/live/faults/elsewhere.txt', 'elsewhere')
  for (const name of ['spin', 'never', 'throws']) await serve(FOLDER + name, `the file ${name}`)
  const controlled = next(navigator.serviceWorker, 'controllerchange')
  const registration = await navigator.serviceWorker.register(FOLDER + 'sw.js', { scope: '/' })
  await reached(registration.installing ?? registration.waiting ?? registration.active, 'activated')
  await controlled
  await log()
  return registration
}

/** @param {string} name */
async function text (name) {
  return (await fetch(FOLDER + name)).text()
}

test('a script that throws, or cannot be read, is not registered', async (t) => {
  await reset()
  for (const script of ["throw new RangeError('at once')", 'no script at all', "importScripts('/live/nowhere.js')"]) {
    await serve('/live/bad/sw.js', script)
    t.equal(await failure(() => navigator.serviceWorker.register('/live/bad/sw.js')), 'TypeError', script)
  }
  t.deepEqual(await navigator.serviceWorker.getRegistrations(), [])
})

test('a script imports what any document may load, and calls no route', async (t) => {
  await reset()
  await serve('/hidden/part.js', 'globalThis.part = 1')
  t.equal((await fetch('/hidden/part.js')).status, 200)
  const call = 'ipc://stage.serve?path=/live/called.txt&text=called'
  for (const url of ['/hidden/part.js', call]) {
    await serve('/live/bad/sw.js', `importScripts(${JSON.stringify(url)})`)
    t.equal(await failure(() => navigator.serviceWorker.register('/live/bad/sw.js')), 'TypeError', url)
  }
  t.equal((await fetch('/live/called.txt')).status, 404)
})

test('a worker that fails to install is redundant, and its registration gone', async (t) => {
  await reset()
  await serve('/live/bad/sw.js', "addEventListener('install', (event) => event.waitUntil(Promise.reject(new Error('on purpose'))))")
  const registration = await navigator.serviceWorker.register('/live/bad/sw.js')
  await reached(registration.installing, 'redundant')
  t.deepEqual(await navigator.serviceWorker.getRegistrations(), [])
  await serve('/live/bad/sw.js', "addEventListener('install', () => { throw new Error('on purpose') })")
  const other = await navigator.serviceWorker.register('/live/bad/sw.js')
  t.equal((await reached(other.installing, 'activated')).state, 'activated', 'what a listener throws fails nothing')
  await serve('/live/bad/sw.js', "addEventListener('activate', (event) => { event.waitUntil(Promise.reject(new Error('on purpose'))) })")
  const last = await navigator.serviceWorker.register('/live/bad/sw.js')
  t.equal((await reached(last.installing ?? last.waiting ?? last.active, 'activated')).state, 'activated')
})

test('garbage, a body that was read and what throws are network errors; the worker goes on', async (t) => {
  await begin()
  for (const name of ['garbage', 'used', 'cancelled-event']) t.equal(await failure(() => text(name)), 'TypeError', name)
  t.equal(await text('throws'), 'the file throws', 'nobody answered it')
  t.equal(await text('twice'), 'first')
  t.equal(await failure(() => text('broken')), 'TypeError')
  t.equal(await text('loop'), 'elsewhere')
  t.equal(await text('hello'), 'hello')
  t.equal((await log()).filter((line) => line.includes('started again')).length, 0)
})

test('an answer that never comes is 408, and others are answered meanwhile', async (t) => {
  await begin()
  const never = fetch(FOLDER + 'never')
  t.equal(await text('slow'), 'slow')
  const { status } = await never
  t.equal(status, 408)
  t.ok((await log()).some((line) => line.includes('did not answer in time')))
  t.equal(await text('hello'), 'hello')
})

test('a page that reads no more ends the answer', async (t) => {
  await begin()
  const abort = new AbortController()
  const { body } = await fetch(FOLDER + 'endless', { signal: abort.signal })
  await body?.getReader().read()
  abort.abort()
  while (await text('cancelled') !== 'true');
  t.ok(true, 'the worker was told')
})

test('a worker whose process is killed is started again, and requests go on', async (t) => {
  const registration = await begin()
  t.deepEqual([await text('count'), await text('count')], ['1', '2'])
  const waiting = text('slow')
  await text('hello')
  t.equal(await kill(), 1)
  t.equal(await waiting, 'slow', 'asked again')
  t.equal(await text('count'), '1', 'a new one')
  t.equal((await log()).filter((line) => /(crashed|ended); it is started again/.test(line)).length, 1)
  const heard = next(navigator.serviceWorker, 'message')
  registration.active.postMessage('hello')
  t.equal((await heard).data, 'alive')
  await kill()
  t.equal(await text('count'), '1', 'a worker that answered is well')
})

test('a worker that hangs is started once, then requests go past it', async (t) => {
  const registration = await begin()
  t.equal(await text('spin'), 'the file spin')
  const lines = (await log()).filter((line) => line.includes('hangs'))
  t.equal(lines.length, 2)
  t.ok(lines[0].includes('started again') && lines[1].includes('go past it from now on'))
  t.equal((await fetch(FOLDER + 'hello')).status, 404, 'the app answers')
  await serve(FOLDER + 'sw.js', SCRIPT + '// repaired', { 'Service-Worker-Allowed': '/' })
  const changed = next(navigator.serviceWorker, 'controllerchange')
  await registration.update()
  await changed
  t.equal(await text('hello'), 'hello')
})
