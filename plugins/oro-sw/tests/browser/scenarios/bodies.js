// Requests as a worker has them: members, headers, bodies, copies.

import { controlled, dropped, inside } from './kit.js'

export default [
  ['/asked/', async (log) => {
    const { active } = await controlled('sw.js')
    /** Fetch something, and have the worker look at its request. */
    const seen = async (work, path = 'x', init = {}) => {
      await inside(active, ({ data }) => {
        const look = (0, eval)(`(${data.data})`)
        globalThis.kept.answer = (event) => event.respondWith((async () => {
          const found = await (async () => look(event.request, event))().catch((error) => error.name)
          return Response.json(found ?? null)
        })())
      }, String(work))
      return (await fetch(path, init)).json()
    }
    const post = (body, headers = {}) => ['x', { method: 'POST', body, headers }]
    log('plain', await seen(({ url, method, mode, destination, redirect, bodyUsed, body, headers }) => [new URL(url).pathname, method, mode, destination, redirect, bodyUsed, body, headers instanceof Headers]))
    log('class', await seen((request) => [request instanceof Request, String(request), request.signal instanceof AbortSignal, request.signal.aborted]))
    log('query and fragment', await seen(({ url }) => new URL(url).search, 'x?a=1&b=%C3%B6'))
    log('methods', ...await Promise.all(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'].slice(0, 3).map((method) => seen(({ method }) => method, 'x', { method }))))
    log('text', await seen((request) => request.text(), ...post('words')))
    log('json', await seen((request) => request.json(), ...post('{"a":[1,"ä"]}')))
    log('bytes', await seen(async (request) => [...new Uint8Array(await request.arrayBuffer())], ...post(new Uint8Array([0, 1, 255]))))
    log('blob', await seen(async (request) => { const blob = await request.blob(); return [blob.size, blob.type] }, ...post(new Blob(['abc'], { type: 'text/x-mine' }))))
    log('form', await seen(async (request) => [...await request.formData()].map(([name, value]) => [name, String(value)]), ...post(new URLSearchParams({ a: '1 2' }))))
    log('empty', await seen((request) => request.text(), ...post('')))
    log('none', await seen(async (request) => [request.body, await request.text(), (await request.arrayBuffer()).byteLength], 'x', { method: 'POST' }))
    log('twice', await seen(async (request) => { await request.text(); return request.text() }, ...post('once')))
    log('used', await seen(async (request) => { const before = request.bodyUsed; await request.text(); return [before, request.bodyUsed] }, ...post('once')))
    log('clone', await seen(async (request) => { const copy = request.clone(); return [await request.text(), await copy.text(), copy.method, copy.headers.get('x-mine')] }, ...post('both', { 'x-mine': 'yes' })))
    log('clone used', await seen(async (request) => { await request.text(); request.clone() }, ...post('used')))
    log('copy', await seen(async (request) => { const copy = new Request(request, { headers: { 'x-new': '1' } }); return [copy.method, copy.headers.get('x-mine'), copy.headers.get('x-new'), await copy.text(), request.bodyUsed] }, ...post('moved', { 'x-mine': 'yes' })))
    log('stream', await seen(async (request) => { const reader = request.body.getReader(); let length = 0; for (let piece = await reader.read(); !piece.done; piece = await reader.read()) length += piece.value.length; return [length, request.bodyUsed] }, ...post(new Uint8Array(200_000))))
    log('headers', await seen((request) => { request.headers.set('x-mine', 'changed') }, ...post('', { 'x-mine': 'yes' })), await seen(({ headers }) => [headers.get('X-Mine'), headers.get('content-type'), headers.has('cookie')], ...post('a', { 'x-mine': 'a, b' })))
    log('accept', await seen(({ headers }) => headers.get('accept'), 'x', { headers: { accept: 'text/x-mine' } }), await seen(({ headers }) => headers.get('accept')))
    log('big', await seen(async (request) => (await request.arrayBuffer()).byteLength, ...post(new Uint8Array(5 << 20))))

    await inside(active, () => { globalThis.kept.answer = (event) => event.respondWith(new Promise(() => {})) })
    const abort = new AbortController()
    const aborted = fetch('never', { signal: abort.signal }).catch((error) => error.name)
    while (!await inside(active, () => globalThis.kept.fetched.some(({ request }) => request.url.endsWith('/never'))));
    abort.abort()
    log('abort', await aborted)
    await inside(active, () => { delete globalThis.kept.answer })
    await dropped()
  }]
]
