// What is asked from within a controlled page: by its workers, its frames, and by means that are no fetch().

import { controlled, dropped, framed, inside, next, text } from './kit.js'

const paths = (worker) => inside(worker, () => globalThis.kept.fetched.splice(0).map(({ request: { url, method } }) => method + ' ' + new URL(url).pathname))

export default [
  ['/asked/', async (log) => {
    const { active } = await controlled('sw.js')
    await inside(active, () => {
      globalThis.kept.answer = (event) => {
        const name = event.request.url.split('/').pop()
        if (name === 'events') event.respondWith(new Response('data: one\n\nevent: mine\ndata: two\n\n', { headers: { 'content-type': 'text/event-stream' } }))
        if (name === 'json') event.respondWith(Response.json({ a: 1 }))
        if (name === 'made.html') event.respondWith(new Response('<!doctype html><title>made</title>', { headers: { 'content-type': 'text/html' } }))
      }
    })
    await paths(active)

    const xhr = new XMLHttpRequest()
    xhr.responseType = 'json'
    xhr.open('GET', 'json')
    xhr.send()
    await next(xhr, 'load')
    log('xhr', xhr.response, xhr.getResponseHeader('content-type'), xhr.responseURL.endsWith('/asked/json'))
    const sync = new XMLHttpRequest()
    sync.open('GET', 'answer?body=sync', false)
    sync.send()
    log('synchronous', sync.responseText)

    const source = new EventSource('events')
    const first = await next(source, 'message')
    source.close()
    log('events', first.data)
    log('asked', (await paths(active)).filter((each) => !each.endsWith('/answer')))

    const frame = await framed('made.html')
    log('frame', frame.document.title, Boolean(frame.navigator.serviceWorker.controller))
    log('in the frame', await (await frame.fetch('json')).text(), await paths(active))
    frame.frameElement.remove()

    const blob = URL.createObjectURL(new Blob(['blob']))
    log('not asked', await text(blob), await text('data:text/plain,data'), await paths(active))
    log('left alone', await text('answer?body=alone'), await text('answer?body=gone&status=404'), await paths(active))
    await inside(active, () => { delete globalThis.kept.answer })
    await dropped()
  }]
]
