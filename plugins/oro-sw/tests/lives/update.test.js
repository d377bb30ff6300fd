import { test } from 'oro:test'
import { age, container, failure, frame, log, next, reached, read, reset, serve } from './stage.js'

const PAGE = '<!doctype html><meta charset=utf-8><title>page</title>'
const origin = location.origin

/**
 * @param {string} name the script answers `version` with
 * @param {string} [more]
 */
function script (name, more = '') {
  return `
    addEventListener('message', ({ data, source }) => {
      if (data === 'skip') skipWaiting()
      if (data === 'ping') source.postMessage('${name}')
    })
    addEventListener('fetch', (event) => {
      if (new URL(event.request.url).pathname.endsWith('/version')) event.respondWith(new Response('${name}'))
    })
    ${more}`
}

/** @type {string} */
let folder
let count = 0

/** Begin with a folder of its own, so that no test sees another's. */
async function begin (first = script('one'), options = {}) {
  await reset()
  folder = `/live/update-${++count}/`
  await serve(folder + 'page.html', PAGE)
  await serve(folder + 'sw.js', first)
  const registration = await navigator.serviceWorker.register(folder + 'sw.js', options)
  await reached(registration.installing ?? registration.waiting ?? registration.active, 'activated')
  return registration
}

test('the states of the first worker come in order', async (t) => {
  await reset()
  folder = '/live/states/'
  await serve(folder + 'sw.js', script('one'))
  const registration = await navigator.serviceWorker.register(folder + 'sw.js')
  const worker = registration.installing
  const seen = [[worker.state, registration.installing === worker]]
  worker.addEventListener('statechange', () => {
    const { installing, waiting, active } = registration
    seen.push([worker.state, [installing, waiting, active].indexOf(worker)])
  })
  await reached(worker, 'activated')
  t.deepEqual(seen, [['installing', true], ['installed', 1], ['activating', 2], ['activated', 2]])
})

test('a script that is the same byte for byte is no update', async (t) => {
  const registration = await begin(script('one'), { updateViaCache: 'none' })
  const { active } = registration
  registration.addEventListener('updatefound', () => t.fail('nothing was found'))
  t.equal(await registration.update(), registration)
  t.equal(await navigator.serviceWorker.register(folder + 'sw.js', { updateViaCache: 'none' }), registration)
  t.deepEqual([registration.installing, registration.waiting, registration.active], [null, null, active])
  t.equal(registration.updateViaCache, 'none')
})

test('a changed script waits while a page uses the old one, and takes over when the page says so', async (t) => {
  const registration = await begin()
  const page = await frame(folder + 'page.html')
  t.equal(container(page).controller?.scriptURL, origin + folder + 'sw.js')
  await serve(folder + 'sw.js', script('two'))
  const order = []
  const found = next(registration, 'updatefound').then(() => { order.push('updatefound') })
  const old = registration.active
  old.addEventListener('statechange', () => order.push(`old ${old.state}`))
  await registration.update()
  await found
  const fresh = registration.installing ?? registration.waiting
  fresh.addEventListener('statechange', () => order.push(`new ${fresh.state}`))
  await reached(fresh, 'installed')
  t.deepEqual([registration.waiting, registration.active], [fresh, old])
  t.equal(await read(page, 'version'), 'one')
  const changed = next(container(page), 'controllerchange')
  fresh.postMessage('skip')
  await changed
  await reached(fresh, 'activated')
  t.equal(await read(page, 'version'), 'two')
  t.equal(registration.active, fresh)
  t.deepEqual(order, ['updatefound', 'new installed', 'old redundant', 'new activating', 'new activated'])
  page.remove()
})

test('a version that waits takes over when the last page goes', async (t) => {
  const registration = await begin()
  const pages = [await frame(folder + 'page.html'), await frame(folder + 'page.html?second')]
  await serve(folder + 'sw.js', script('two'))
  await registration.update()
  const fresh = await reached(registration.installing ?? registration.waiting, 'installed')
  pages[0].remove()
  t.equal(await read(pages[1], 'version'), 'one')
  t.equal(fresh.state, 'installed')
  pages[1].remove()
  await reached(fresh, 'activated')
  const page = await frame(folder + 'page.html')
  t.equal(await read(page, 'version'), 'two')
  page.remove()
})

test('a navigation looks for an update', async (t) => {
  const registration = await begin()
  await serve(folder + 'sw.js', script('two'))
  const found = next(registration, 'updatefound')
  const page = await frame(folder + 'page.html')
  await found
  await reached(registration.installing ?? registration.waiting, 'installed')
  t.equal(await read(page, 'version'), 'one')
  page.remove()
})

test('what is imported counts, and stays as it was installed', async (t) => {
  await serve('/live/imported.js', "self.part = 'first'")
  const answer = "addEventListener('fetch', (event) => { if (event.request.url.endsWith('/part')) event.respondWith(new Response(part)) })"
  const registration = await begin("importScripts('/live/imported.js');" + answer)
  const page = await frame(folder + 'page.html')
  await serve('/live/imported.js', "self.part = 'second'")
  t.equal(await read(page, 'part'), 'first')
  await registration.update()
  await reached(registration.installing ?? registration.waiting, 'installed')
  page.remove()
  await reached(registration.waiting ?? registration.active, 'activated')
  const other = await frame(folder + 'page.html')
  t.equal(await read(other, 'part'), 'second')
  other.remove()
})

test('a new script that throws, is missing or fails to install leaves the old one active', async (t) => {
  const registration = await begin()
  const { active } = registration
  const page = await frame(folder + 'page.html')
  await serve(folder + 'sw.js', "throw new RangeError('at evaluation')")
  t.equal(await failure(() => registration.update()), 'TypeError')
  await serve(folder + 'sw.js', 'this is no script')
  t.equal(await failure(() => registration.update()), 'TypeError')
  await serve(folder + 'sw.js')
  t.equal(await failure(() => registration.update()), 'TypeError')
  t.equal(await failure(() => navigator.serviceWorker.register(folder + 'other.js', { scope: folder })), 'TypeError')
  await log()
  await serve(folder + 'sw.js', script('bad', "addEventListener('install', (event) => event.waitUntil(Promise.reject(new Error('on purpose'))))"))
  const found = next(registration, 'updatefound')
  await registration.update()
  await found
  await new Promise((resolve) => {
    const look = () => registration.installing === null ? resolve(null) : next(globalThis, 'serviceWorker.changed').then(look)
    look()
  })
  t.ok((await log()).some((line) => line.includes('Cannot install') && line.includes('on purpose')))
  t.deepEqual([registration.installing, registration.waiting, registration.active], [null, null, active])
  t.equal(active.state, 'activated')
  t.equal(active.scriptURL, origin + folder + 'sw.js')
  t.equal(await read(page, 'version'), 'one')
  page.remove()
})

test('another script for the same scope is an update of the same registration', async (t) => {
  const registration = await begin()
  await serve(folder + 'other.js', script('other', 'skipWaiting()'))
  t.equal(await navigator.serviceWorker.register(folder + 'other.js', { scope: folder }), registration)
  await reached(registration.installing ?? registration.waiting ?? registration.active, 'activated')
  t.equal(registration.active.scriptURL, origin + folder + 'other.js')
})

test('a registration that was dropped is made anew, also while a page still uses it', async (t) => {
  const registration = await begin()
  const page = await frame(folder + 'page.html')
  t.equal(await registration.unregister(), true)
  t.equal(await navigator.serviceWorker.getRegistration(folder), undefined)
  t.equal(await read(page, 'version'), 'one')
  const again = await navigator.serviceWorker.register(folder + 'sw.js')
  await reached(again.installing ?? again.waiting ?? again.active, 'activated')
  t.equal(await navigator.serviceWorker.getRegistration(folder), again)
  page.remove()
  const other = await frame(folder + 'page.html')
  t.equal(await read(other, 'version'), 'one')
  other.remove()
  t.equal(await failure(() => registration.update()), again === registration ? 'no error' : 'TypeError')
})

test('what a controlled page asks for is a reason to look for an update, once a day', async (t) => {
  const registration = await begin()
  const page = await frame(folder + 'page.html')
  await serve(folder + 'sw.js', script('two'))
  await age(registration, 86_401)
  const found = next(registration, 'updatefound')
  t.equal(await read(page, folder + 'version'), 'one')
  await found
  const fresh = registration.installing ?? registration.waiting ?? registration.active
  await reached(fresh, 'installed')
  t.equal(await read(page, folder + 'version'), 'one', 'it waits')
  page.remove()
  await reached(fresh, 'activated')
})

test('what a worker fetches of the app may throw everything away', async (t) => {
  await begin(script('one', "addEventListener('fetch', (event) => { if (event.request.url.endsWith('/out.txt')) event.respondWith(fetch(event.request)) })"))
  await serve(folder + 'out.txt', 'out', { 'Clear-Site-Data': '"storage"' })
  await caches.open('kept')
  const page = await frame(folder + 'page.html')
  t.equal(await read(page, folder + 'out.txt'), 'out')
  t.deepEqual([await navigator.serviceWorker.getRegistrations(), await caches.keys()], [[], []])
  page.remove()
})
