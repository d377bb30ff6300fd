// What a worker finds for a request it was asked about, when nothing changes and when something does.

import { controlled, dropped, text } from './kit.js'

const put = (cache, url, body, headers) => cache.put(url, new Response(body, { headers }))

/** While the worker answers, do something when it says so. */
function meanwhile (work) {
  const { serviceWorker } = navigator
  return new Promise((resolve, reject) => serviceWorker.addEventListener('message', async ({ ports: [port] }) => {
    try {
      await work()
    } catch (error) {
      reject(error)
    }
    port.postMessage('done')
    resolve()
  }, { once: true }))
}

export default [
  ['/leases/', async (log) => {
    for (const name of await caches.keys()) await caches.delete(name)
    await controlled('sw.js')
    log('no caches', await text('match'))
    const a = await caches.open('a')
    const b = await caches.open('b')
    for (const path of ['match', 'named', 'unnamed', 'opened', 'search?x=1', 'method', 'copy', 'twice']) await put(b, path, `b ${path}`)
    for (const path of ['match', 'named', 'opened']) await put(a, path, `a ${path}`)
    log('first', await text('match'), await text('match'))
    log('of one', await text('named'), await text('unnamed'), await text('opened'))
    log('options', await text('search?x=2'), await text('search?x=1'), await text('method'), await text('method', { method: 'POST' }))
    log('elsewhere', await text('match?other'), await text('match#fragment'))
    log('another request', await text('copy'), await text('twice'))

    const headers = (language) => ({ headers: { 'x-language': language } })
    await b.put(new Request('vary', headers('en')), new Response('hello', { headers: { vary: 'x-language' } }))
    await b.put(new Request('any', headers('en')), new Response('hello', { headers: { vary: 'x-language' } }))
    log('vary', await text('vary', headers('en')), await text('vary', headers('de')), await text('any', headers('de')))

    log('put by the worker', await text('kept'), await text('kept'))
    log('and not waited for', await text('unwaited'))
    await put(b, 'dropped', 'there')
    log('dropped', await text('dropped'), await text('dropped'))
    await put(a, 'match', 'a again')
    log('put by the page', await text('match'))

    await put(a, 'page', 'old')
    let during = meanwhile(async () => { await put(a, 'page', 'new') })
    log('put meanwhile', await text('page'))
    await during
    await caches.delete('made')
    during = meanwhile(async () => { await a.delete('page') })
    log('deleted meanwhile', await text('page'))
    await during
    await caches.open('made')
    await put(a, 'page', 'there')
    during = meanwhile(async () => { await caches.delete('made') })
    log('a cache deleted meanwhile', await text('page'))
    await during
    during = meanwhile(async () => { await caches.delete('a') })
    log('and another', await text('page'))
    await during
    await put(b, 'gone', 'there')
    log('all gone', await text('gone'), await text('gone'))
    await Promise.all(Array.from({ length: 20 }, async (_, at) => put(await caches.open(`many ${at}`), 'match', `many ${at}`)))
    log('many caches', /^many \d+$/.test(await text('match')))
    for (const name of await caches.keys()) await caches.delete(name)
    await dropped()
  }]
]
