// Objects of another frame's realm are what they are.

import { controlled, dropped, framed, inside, next, outcome } from './kit.js'

export default [
  ['/asked/', async (log) => {
    const { active } = await controlled('sw.js')
    const frame = await framed('frame.html')
    const { port1, port2 } = new frame.MessageChannel()
    const heard = next(port1, 'message')
    port1.start()
    active.postMessage({ work: 'async ({ data, ports }) => { ports[0].postMessage([ports.length, data.data instanceof ArrayBuffer, data.data.byteLength]) }', data: new frame.ArrayBuffer(3) }, [port2])
    log('a port', (await heard).data)
    const buffer = new frame.ArrayBuffer(4)
    log('a buffer', await outcome((async () => { active.postMessage(buffer, [buffer]); return buffer.byteLength })()))
    log('lists and objects', await inside(active, ({ data }) => [data.data, Array.isArray(data.data)], new frame.Array(1, new frame.Object())))
    await caches.delete('realms')
    const cache = await caches.open('realms')
    log('put', await outcome(cache.put(new frame.Request('/asked/a'), new frame.Response('a'))))
    log('put a plain one', await outcome(cache.put('/asked/b', new frame.Response('b', { headers: { 'x-b': 'b' } }))))
    log('match', await (await cache.match(new frame.Request('/asked/a')))?.text(), await (await cache.match(new frame.URL('/asked/b', location)))?.text())
    log('keys', (await cache.keys(new frame.Request('/asked/a'))).length, await cache.delete(new frame.Request('/asked/a')))
    log('refused', await outcome(cache.put(new frame.Request('/asked/a', { method: 'POST' }), new frame.Response('a'))), await outcome(cache.put('/asked/a', new frame.Object())))
    log('its own', await outcome(frame.caches.open('realms').then((each) => each.match('/asked/b')).then((each) => each.text())), frame.caches === caches)
    log('its container', frame.navigator.serviceWorker === navigator.serviceWorker, frame.navigator.serviceWorker.controller instanceof frame.ServiceWorker, frame.navigator.serviceWorker.controller instanceof ServiceWorker)
    const theirs = frame.navigator.serviceWorker.controller
    const { port1: mine, port2: sent } = new MessageChannel()
    const said = next(mine, 'message')
    mine.start()
    theirs.postMessage({ work: '({ source }) => [source.url.replace(location.origin, ""), source.frameType]' }, [sent])
    log('by its worker', (await said).data)
    const fetched = await frame.fetch('/asked/answer?body=theirs')
    log('an answer of its own', await outcome(cache.put('/asked/c', fetched)), await (await cache.match('/asked/c')).text(), fetched.bodyUsed)
    frame.frameElement.remove()
    await caches.delete('realms')
    await dropped()
  }]
]
