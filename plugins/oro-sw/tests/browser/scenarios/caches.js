// CacheStorage and Cache, as pages have them.

import { outcome, set } from './kit.js'

const paths = (requests) => requests.map(({ url }) => url.replace(location.origin, ''))
const body = async (response) => response && (await response.text())
const put = (cache, url, text, headers = {}) => cache.put(url, new Response(text, { headers }))

export default [
  ['/caches/', async (log) => {
    for (const name of await caches.keys()) await caches.delete(name)
    log('none', await caches.keys(), await caches.has('a'), await caches.delete('a'), typeof await caches.match('/x'))
    const b = await caches.open('b')
    const a = await caches.open('a')
    log('order made', await caches.keys(), await caches.has('a'), await caches.open('b') === b)

    await put(b, 'one', 'one of b')
    await put(a, 'one', 'one of a')
    await put(a, 'two?x=1', 'two 1')
    await put(a, 'two?x=2', 'two 2')
    log('all caches', await body(await caches.match('one')), await body(await caches.match('one', { cacheName: 'a' })))
    log('no such cache', typeof await caches.match('one', { cacheName: 'none' }), await caches.has('none'))
    log('search', typeof await a.match('two'), await body(await a.match('two', { ignoreSearch: true })), await body(await a.match('two?x=2')))
    log('all of search', await Promise.all((await a.matchAll('two', { ignoreSearch: true })).map(body)))
    log('fragment', await body(await a.match('one#there')))
    log('method', typeof await a.match(new Request('one', { method: 'POST' })), await body(await a.match(new Request('one', { method: 'HEAD' }), { ignoreMethod: true })))
    log('all', (await a.matchAll()).length, paths(await a.keys()), paths(await a.keys('one')))
    await put(a, 'one', 'one again')
    log('put again', paths(await a.keys()), await body(await a.match('one')))

    const vary = (language) => new Request('vary', { headers: { 'x-language': language } })
    await put(a, vary('en'), 'hello', { vary: 'X-Language' })
    log('vary', await body(await a.match(vary('en'))), typeof await a.match(vary('de')), typeof await a.match('vary'), await body(await a.match('vary', { ignoreVary: true })))
    log('headers of keys', (await a.keys(vary('en'))).map(({ headers }) => headers.get('x-language')))
    log('delete varied', await a.delete('vary'), await a.delete(vary('en')), await a.delete('vary', { ignoreVary: true }))
    log('delete by search', await a.delete('two'), await a.delete('two', { ignoreSearch: true }), paths(await a.keys()))

    await set({})
    const c = await caches.open('c')
    await c.add('answer?body=added&x-one=1')
    await c.addAll(['answer?body=first', new Request('answer?body=second')])
    log('added', paths(await c.keys()), await body(await c.match('answer?body=added&x-one=1')))
    const { status, statusText, headers, type, url, ok, redirected } = await c.match('answer?body=first')
    log('as it was', status, statusText, headers.get('content-type'), type, url.replace(location.origin, ''), ok, redirected)
    log('add', await outcome(c.add('answer?status=404')), await outcome(c.add('answer?status=206')), await outcome(c.add(new Request('answer', { method: 'POST' }))), await outcome(c.add('data:text/plain,x')))
    log('all or none', await outcome(c.addAll(['answer?body=third', 'answer?status=500'])), typeof await c.match('answer?body=third'))
    log('add twice', await outcome(c.addAll(['answer?body=twice', 'answer?body=twice'])))
    log('add varied', await outcome(c.add('answer?vary=*')))
    await set({ offline: 'yes' })
    log('offline', await outcome(c.add('answer?body=offline')))
    await set({ offline: '' })

    log('put', await outcome(c.put(new Request('x', { method: 'POST' }), new Response(''))), await outcome(c.put('x', new Response('', { status: 206 }))), await outcome(c.put('x', new Response('', { headers: { vary: 'a, *' } }))), await outcome(c.put('blob:x', new Response(''))))
    const used = new Response('used')
    await used.text()
    log('put used', await outcome(c.put('x', used)), await outcome(c.put('x', 'no response')), await outcome(c.put('x')))
    const given = new Response('given')
    await c.put('x', given)
    log('read by it', given.bodyUsed, await body(await c.match('x')), await body(await c.match('x')))
    await c.put('empty', new Response(null, { status: 204 }))
    await c.put('error', new Response('kept', { status: 500, statusText: 'Broken' }))
    const error = await c.match('error')
    log('statuses', (await c.match('empty')).status, error.status, error.statusText, await error.text())
    const bytes = new Uint8Array(3 << 20).map((_, at) => at)
    await c.put('large', new Response(bytes))
    const large = new Uint8Array(await (await c.match('large')).arrayBuffer())
    log('large', large.length, large.every((value, at) => value === at % 256))
    const kinds = await Promise.all([c.match('x').then((r) => r.blob()), c.match('x').then((r) => r.clone().text())])
    log('read as', kinds[0].size, kinds[0].type, kinds[1])
    const { body: stream } = await c.match('x')
    log('stream', stream instanceof ReadableStream, stream.locked)

    log('not made by hand', await outcome((async () => new Cache())()), await outcome((async () => new CacheStorage())()))
    log('classes', a instanceof Cache, caches instanceof CacheStorage, String(a), String(caches))
    log('deleted', await caches.delete('a'), await caches.delete('a'), await caches.keys())
  }],
  ['/caches/', async (log) => {
    log('kept', await caches.keys(), await body(await caches.match('x')))
    for (const name of await caches.keys()) await caches.delete(name)
    log('none', await caches.keys())
  }]
]
