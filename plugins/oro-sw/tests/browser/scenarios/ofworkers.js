// Workers of pages: their scripts, requests and caches. Who they are to a service worker is told in the docs.

import { controlled, dropped, inside, next } from './kit.js'

const code = (work) => URL.createObjectURL(new Blob([`(${work})()`], { type: 'text/javascript' }))

export default [
  ['/asked/', async (log) => {
    const { active } = await controlled('sw.js')
    await inside(active, () => {
      globalThis.kept.answer = (event) => {
        const { pathname, search } = new URL(event.request.url)
        if (pathname.endsWith('/who')) event.respondWith(clients.get(event.clientId).then((client) => Response.json([client?.type, client?.frameType, client?.url.replace(location.origin, '').replace(/^blob:.*/, 'blob'), event.request.destination])))
        if (pathname.endsWith('/dedicated.js')) event.respondWith(new Response(`
          onmessage = async ({ data }) => postMessage(await (0, eval)('(' + data + ')')().catch(String))
        `, { headers: { 'content-type': 'text/javascript' } }))
      }
    })
    const worker = new Worker('dedicated.js')
    const ask = async (work) => { worker.postMessage(String(work)); return (await next(worker, 'message')).data }
    log('a worker', await ask(async () => [typeof caches, caches instanceof CacheStorage]))
    log('its fetch', (await ask(async () => (await fetch('/asked/who')).json())).length)
    await caches.delete('shared')
    await (await caches.open('shared')).put('/asked/x', new Response('of the page'))
    log('its caches', await ask(async () => [await caches.keys(), await (await caches.match('/asked/x'))?.text()]))
    await ask(async () => { await (await caches.open('shared')).put('/asked/y', new Response('of the worker')) })
    log('they are ours', await (await caches.match('/asked/y'))?.text() ?? 'no')
    log('xhr', await ask(async () => {
      const xhr = new XMLHttpRequest()
      xhr.open('GET', '/asked/who', false)
      xhr.send()
      return JSON.parse(xhr.responseText).length
    }))
    worker.terminate()
    const blob = new Worker(code(() => { onmessage = async () => postMessage(await (await fetch(location.href.slice(5).split('/').slice(0, 3).join('/') + '/asked/who').catch((error) => Response.json(String(error)))).json()) }))
    blob.postMessage('')
    log('a blob', (await next(blob, 'message')).data.length)
    blob.terminate()
    await caches.delete('shared')
    await dropped()
  }]
]
