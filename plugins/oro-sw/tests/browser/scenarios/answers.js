// Answers as pages get them.

import { controlled, dropped, inside, outcome } from './kit.js'

export default [
  ['/asked/', async (log) => {
    const { active } = await controlled('sw.js')
    const given = async (work, init = {}) => {
      await inside(active, ({ data }) => {
        const answer = (0, eval)(`(${data.data})`)
        globalThis.kept.answer = (event) => event.respondWith((async () => answer(event.request))())
      }, String(work))
      return fetch('answer?body=the+origin', init).catch((error) => error.name)
    }
    const told = async (work, ...members) => {
      const response = await given(work)
      return typeof response === 'string' ? response : [...members.map((member) => response[member]), await outcome(response.text())]
    }
    log('plain', await told(() => new Response('plain'), 'status', 'ok', 'type', 'redirected'))
    log('nothing', await told(() => new Response(), 'status', 'ok'))
    for (const status of [200, 201, 202, 203, 206, 299, 400, 401, 403, 410, 429, 500, 503, 599]) log(status, await (async () => told(`() => new Response('body', { status: ${status} })`, 'status', 'ok'))())
    for (const status of [204, 205, 304]) log(status, await (async () => told(`() => new Response(null, { status: ${status} })`, 'status', 'ok'))())
    const headers = await given(() => new Response('', { headers: { 'x-two': 'a, b', 'cache-control': 'no-store' } }))
    log('headers', headers.headers.get('x-two'), headers.headers.get('cache-control'), headers.headers.get('content-type'))
    log('types', (await given(() => new Response('text'))).headers.get('content-type'), (await given(() => new Response(new Blob(['x'], { type: 'text/x-mine' })))).headers.get('content-type'), (await given(() => Response.json({}))).headers.get('content-type'))
    log('blob', await told(() => new Response(new Blob(['a', 'b']))))
    log('fetched', await told((request) => fetch(request), 'status', 'type', 'redirected'))
    log('fetched elsewhere', await told(() => fetch('answer?status=201&body=elsewhere'), 'status', 'type', 'redirected'))
    log('changed', await told(async (request) => { const response = await fetch(request); return new Response((await response.text()).toUpperCase(), response) }, 'status', 'type'))
    log('cloned', await told(async (request) => { const response = await fetch(request); const copy = response.clone(); await response.text(); return copy }, 'status'))
    log('cached', await told(async (request) => { const cache = await caches.open('answers'); await cache.add(request.url); return cache.match(request) }, 'status', 'type'))
    log('cached twice', await told(async (request) => { const found = await caches.match(request); const copy = found.clone(); return new Response(await found.text() + await copy.text()) }))
    log('partly read', await told(async (request) => { const found = await caches.match(request); await found.text(); return found }))
    log('not found in a cache', await told(() => caches.match('nowhere')))
    await inside(active, () => caches.delete('answers'))
    log('stream', await told(() => new Response(new ReadableStream({ start (controller) { controller.enqueue(new TextEncoder().encode('a')); controller.enqueue(new TextEncoder().encode('b')); controller.close() } }))))
    log('text in a stream', String(await told(() => new Response(new ReadableStream({ start (controller) { controller.enqueue('text'); controller.close() } })))))
    log('nothing in a stream', await told(() => new Response(new ReadableStream({ start (controller) { controller.close() } }))))
    log('only if cached', (await given(() => new Response('for all'), { cache: 'no-store' })).status, (await given(() => new Response('for all'), { credentials: 'omit' })).status)
    log('error', await told(() => Response.error()))
    await inside(active, () => { delete globalThis.kept.answer })
    await dropped()
  }]
]
