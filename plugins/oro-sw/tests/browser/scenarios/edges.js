// Caches at their edges, in pages and in workers alike. Chromium keeps one answer for each URL, whatever it varies by, so
// that what the standard says of several is in `test_caches.py`.

import { controlled, dropped, inside } from './kit.js'

/** Run everywhere; every line is told. */
async function edges () {
  const lines = []
  const log = (...words) => lines.push(JSON.stringify(words))
  const outcome = (promise) => promise.then((value) => value === undefined ? 'undefined' : value, (error) => [error.name, error instanceof TypeError, error instanceof DOMException])
  const attempt = (work) => outcome((async () => work())())
  const paths = (requests) => requests.map(({ url }) => url.replace(location.origin, ''))
  const bodies = (responses) => Promise.all(responses.map((each) => each.text()))
  for (const name of await caches.keys()) await caches.delete(name)

  log('a name that is empty', await attempt(async () => [(await caches.open('')) instanceof Cache, await caches.has(''), await caches.keys(), await caches.delete(''), await caches.delete('')]))
  log('names', await attempt(async () => { for (const name of ['a', '\ud800', 'ä', '\u0000', 'undefined']) await caches.open(name); return (await caches.keys()).map((name) => [...name].map((each) => each.codePointAt(0))) }))
  log('surrogates are', await attempt(async () => [await caches.has('\ud800'), await caches.has('\ufffd'), await caches.has('\udfff')]))
  log('no name', await attempt(() => caches.open()), await attempt(() => caches.has()), await attempt(() => caches.delete()), await attempt(() => caches.match()))
  log('undefined', await attempt(async () => [await caches.has(undefined), await caches.has(null), await caches.delete(undefined)]))
  for (const name of await caches.keys()) await caches.delete(name)
  log('order', await attempt(async () => { for (const name of ['b', 'a', 'c', 'b']) await caches.open(name); await caches.delete('a'); await caches.open('a'); return caches.keys() }))
  for (const name of await caches.keys()) await caches.delete(name)

  let cache = await caches.open('edges')
  log('the same twice', await attempt(async () => (await caches.open('edges')) === cache))
  log('nothing', await attempt(() => cache.match()), await attempt(() => cache.add()), await attempt(() => cache.addAll()), await attempt(() => cache.put()), await attempt(() => cache.put('/x')), await attempt(() => cache.delete()), await attempt(() => cache.matchAll()), await attempt(() => cache.keys()))
  log('addAll', await attempt(() => cache.addAll([])), await attempt(() => cache.addAll('text')), await attempt(() => cache.addAll(7)), await attempt(() => cache.addAll([undefined])), await attempt(() => cache.addAll(new Set())))
  log('put says', await attempt(() => cache.put('/edges/a', new Response('a'))), await attempt(() => cache.add('/edges/answer?body=add')), await attempt(() => cache.delete('/edges/a')), await attempt(() => cache.delete('/edges/a')))
  log('what is none', await attempt(() => cache.put('/edges/a', 'text')), await attempt(() => cache.put('/edges/a', null)), await attempt(() => cache.put('/edges/a', {})), await attempt(() => cache.put(null, new Response('null'))), await attempt(async () => paths(await cache.keys())))
  await caches.delete('edges')
  cache = await caches.open('edges')
  log('schemes', ...await Promise.all(['file:///a', 'data:text/plain,a', 'blob:x', 'about:blank', 'javascript:1', 'http://a.example/', 'https://a.example/b#c'].map((url) => attempt(() => cache.put(url, new Response('a'))))))
  log('other schemes are found to be nothing', await attempt(() => cache.match('data:text/plain,a')), await attempt(() => cache.delete('about:blank')), await attempt(async () => (await cache.matchAll('file:///a')).length))
  log('methods', ...await Promise.all(['POST', 'PUT', 'HEAD', 'DELETE', 'OPTIONS'].map((method) => attempt(() => cache.put(new Request('/edges/m', { method }), new Response('a'))))))
  log('methods are not found', await attempt(async () => { await cache.put('/edges/m', new Response('m')); return [typeof await cache.match(new Request('/edges/m', { method: 'HEAD' })), typeof await cache.match(new Request('/edges/m', { method: 'POST' })), typeof await cache.match(new Request('/edges/m', { method: 'HEAD' }), { ignoreMethod: true }), typeof await cache.match(new Request('/edges/m', { method: 'DELETE' }), { ignoreMethod: true }), (await cache.matchAll(new Request('/edges/m', { method: 'HEAD' }))).length, (await cache.keys(new Request('/edges/m', { method: 'HEAD' }))).length, await cache.delete(new Request('/edges/m', { method: 'HEAD' })), await cache.delete(new Request('/edges/m', { method: 'HEAD' }), { ignoreMethod: true })] }))
  log('add of a method', await attempt(() => cache.add(new Request('/edges/answer', { method: 'HEAD' }))), await attempt(() => cache.addAll([new Request('/edges/answer', { method: 'POST', body: 'x' })])))
  log('statuses', ...await Promise.all([200, 204, 205, 206, 301, 304, 404, 500].map((status) => attempt(() => cache.put(`/edges/s${status}`, new Response(null, { status }))))))
  log('statuses kept', await attempt(async () => Promise.all([204, 301, 404, 500].map(async (status) => { const found = await cache.match(`/edges/s${status}`); return [found.status, found.body === null, found.ok, found.type] }))))
  log('error', await attempt(() => cache.put('/edges/error', Response.error())), await attempt(async () => typeof await cache.match('/edges/error')))
  log('add of a status', ...await Promise.all([204, 206, 404, 500].map((status) => attempt(() => cache.add(`/edges/answer?status=${status}`)))))
  log('all or nothing', await attempt(() => cache.addAll(['/edges/answer?body=one', '/edges/answer?status=404'])), await attempt(async () => typeof await cache.match('/edges/answer?body=one')))
  log('twice', await attempt(() => cache.addAll(['/edges/answer?body=1', '/edges/answer?body=1'])), await attempt(() => cache.addAll([new Request('/edges/answer?body=1&vary=x-a', { headers: { 'x-a': '1' } }), new Request('/edges/answer?body=1&vary=x-a', { headers: { 'x-a': '2' } })])), await attempt(() => cache.addAll([new Request('/edges/answer?body=2&vary=x-a', { headers: { 'x-a': '1' } }), new Request('/edges/answer?body=2&vary=x-a', { headers: { 'x-a': '1' } })])), await attempt(() => cache.addAll([new Request('/edges/answer?body=3&vary=x-a', { headers: { 'x-b': '1' } }), new Request('/edges/answer?body=3&vary=x-a')])))
  log('vary of everything', await attempt(() => cache.put('/edges/v', new Response('v', { headers: { vary: '*' } }))), await attempt(() => cache.put('/edges/v', new Response('v', { headers: { vary: 'x-a, *' } }))), await attempt(() => cache.put('/edges/v', new Response('v', { headers: { vary: 'x-a*' } }))), await attempt(() => cache.add('/edges/answer?vary=*')))
  await caches.delete('edges')
  cache = await caches.open('edges')
  log('several names', await attempt(async () => {
    await cache.put(new Request('/edges/w', { headers: { 'x-a': '1', 'x-b': '2' } }), new Response('w', { headers: { vary: 'x-a,x-b ,  x-c' } }))
    return [typeof await cache.match(new Request('/edges/w', { headers: { 'x-a': '1' } })), typeof await cache.match(new Request('/edges/w', { headers: { 'x-b': '2', 'x-a': '1' } })), typeof await cache.match(new Request('/edges/w', { headers: { 'x-b': '2', 'x-a': '1', 'x-c': '' } }))]
  }))
  await caches.delete('edges')
  cache = await caches.open('edges')
  for (const path of ['/edges/?q=2', '/edges/', '/edges/?q=1', '/edges/b', '/edges/b?']) await cache.put(path, new Response(path))
  log('order', paths(await cache.keys()), await bodies(await cache.matchAll()))
  log('search', await bodies(await cache.matchAll('/edges/', { ignoreSearch: true })), await (await cache.match('/edges/?q=3', { ignoreSearch: true })).text(), typeof await cache.match('/edges/?q=3'), paths(await cache.keys('/edges/b', { ignoreSearch: true })))
  log('fragment', await attempt(async () => { await cache.put('/edges/f#one', new Response('f')); return [typeof await cache.match('/edges/f'), typeof await cache.match('/edges/f#two'), paths(await cache.keys('/edges/f')), (await cache.match('/edges/f')).url] }))
  log('replaced goes last', await attempt(async () => { await cache.put('/edges/?q=2', new Response('again')); return paths(await cache.keys()) }))
  log('deleted', await attempt(async () => [await cache.delete('/edges/?x', { ignoreSearch: true }), paths(await cache.keys())]))
  log('options', await attempt(() => cache.match('/edges/b', null).then((found) => typeof found)), await attempt(() => cache.match('/edges/b', undefined).then((found) => typeof found)), await attempt(() => cache.match('/edges/b', 7)), await attempt(() => cache.keys('/edges/b', 'text')))
  log('body', await attempt(async () => {
    const response = new Response('body')
    await cache.put('/edges/body', response)
    const again = await attempt(() => cache.put('/edges/body', response))
    const locked = new Response('locked')
    locked.body.getReader()
    return [response.bodyUsed, again, await attempt(() => cache.put('/edges/body', locked)), (await cache.match('/edges/body')) === (await cache.match('/edges/body'))]
  }))
  log('requests kept', await attempt(async () => {
    await cache.put(new Request('/edges/r', { headers: { 'x-a': 'a' }, mode: 'same-origin', credentials: 'omit', cache: 'reload', redirect: 'error', referrer: '' }), new Response('r'))
    const [request] = await cache.keys('/edges/r')
    return [request instanceof Request, request.headers.get('x-a'), request.method, request.url.replace(location.origin, ''), request.headers.has('host')]
  }))
  log('response', await attempt(async () => {
    await cache.put('/edges/p', new Response('p', { status: 201, statusText: 'Made', headers: { 'x-p': 'p', 'set-cookie': 'a=b' } }))
    const found = await cache.match('/edges/p')
    return [found.status, found.statusText, [...found.headers], found.type, found.url, found.redirected, found instanceof Response, await attempt(() => found.headers.set('x-q', 'q'))]
  }))
  log('fetched', await attempt(async () => {
    await cache.add('/edges/answer?body=fetched&x-f=f')
    const found = await cache.match('/edges/answer?body=fetched&x-f=f')
    return [found.status, found.type, found.url.replace(location.origin, ''), found.redirected, found.headers.get('x-f'), await attempt(() => found.headers.set('x-q', 'q'))]
  }))
  log('across', await attempt(async () => {
    await (await caches.open('first')).put('/edges/x', new Response('first'))
    await (await caches.open('second')).put('/edges/x', new Response('second'))
    const text = async (...given) => (await caches.match(...given))?.text() ?? 'nothing'
    return [await text('/edges/x'), await text('/edges/x', { cacheName: 'second' }), await text('/edges/x', { cacheName: 'third' }), await caches.has('third'), await text('/edges/x?y', { ignoreSearch: true, cacheName: 'second' }), await attempt(() => text('/edges/x', { cacheName: undefined })), await text(new Request('/edges/x', { method: 'POST' }))]
  }))
  log('shape', Object.prototype.toString.call(caches), Object.prototype.toString.call(cache), ['open', 'has', 'delete', 'keys', 'match'].map((name) => CacheStorage.prototype[name].length), ['match', 'matchAll', 'add', 'addAll', 'put', 'delete', 'keys'].map((name) => Cache.prototype[name].length), await attempt(() => Cache.prototype.match.call({}, '/')), await attempt(() => CacheStorage.prototype.open.call({}, '/')), Object.keys(Cache.prototype).sort(), Object.keys(CacheStorage.prototype).sort(), Object.keys(cache))
  log('concurrently', await attempt(async () => {
    await Promise.all(Array.from({ length: 20 }, (_, at) => cache.put('/edges/c', new Response(String(at)))))
    return [(await cache.matchAll('/edges/c')).length, await (await cache.match('/edges/c')).text()]
  }))
  for (const name of await caches.keys()) await caches.delete(name)
  return lines
}

export default [
  ['/asked/', async (log) => {
    for (const line of await edges()) log(line)
    const { active } = await controlled('sw.js')
    const inWorker = await inside(active, edges)
    for (const line of [inWorker].flat()) log('worker', line)
    await dropped()
  }]
]
