// The documents a worker answers for, as it sees them.

import { controlled, dropped, framed, inside, next, until } from './kit.js'

export default [
  ['/asked/', async (log) => {
    const { active } = await controlled('sw.js')
    const seen = (work, data) => inside(active, work, data)
    log('this', await seen(({ source: { id, url, type, frameType, visibilityState, focused } }) => [typeof id, new URL(url).pathname, type, frameType, typeof visibilityState, typeof focused]))
    log('get', await seen(async ({ source: { id } }) => {
      const found = await clients.get(id)
      return [found instanceof WindowClient, found instanceof Client, found.id === id, typeof found.focus, typeof found.navigate, typeof found.postMessage, String(found)]
    }))
    log('get nothing', await seen(async () => [typeof await clients.get('none'), typeof await clients.get(''), await clients.get().catch((error) => error.name)]))
    const frame = await framed('frame.html')
    const outside = await framed('/scopes/frame.html')
    const all = (options) => seen(async ({ data }) => {
      const found = await clients.matchAll(data.data)
      return found.map(({ url, frameType, type }) => [new URL(url).pathname, frameType, type].join()).sort()
    }, options)
    log('all', await all())
    log('every', await all({ includeUncontrolled: true }))
    log('windows', await all({ type: 'window' }), await all({ type: 'sharedworker' }), await all({ type: 'nonsense' }))
    log('frame', await seen(async () => {
      const [frame] = (await clients.matchAll()).filter(({ frameType }) => frameType === 'nested')
      return [frame instanceof WindowClient, frame.focused]
    }))
    log('not for messages', await seen(async ({ source }) => { source.postMessage(() => {}) }), await seen(({ source }) => { source.postMessage() }))
    const heard = next(frame.navigator.serviceWorker, 'message')
    frame.navigator.serviceWorker.startMessages()
    await seen(async () => {
      const [frame] = (await clients.matchAll()).filter(({ frameType }) => frameType === 'nested')
      frame.postMessage('for the frame')
    })
    log('to a frame', (await heard).data)
    outside.frameElement.remove()
    frame.frameElement.remove()
    log('gone', await (async () => { for (;;) { const found = await all({ includeUncontrolled: true }); if (found.length === 1) return found } })())

    const url = document.URL
    history.pushState(null, '', 'pushed#there')
    log('moved', await seen(({ source }) => new URL(source.url).pathname + new URL(source.url).hash))
    history.replaceState(null, '', url)
  }],
  ['/asked/', async (log) => {
    const registration = await navigator.serviceWorker.ready
    await navigator.serviceWorker.register('sw.js?wait', { scope: './' })
    const fresh = registration.installing ?? registration.waiting
    await until(fresh, 'installed')
    const claim = (worker) => inside(worker, () => clients.claim().then((value) => typeof value))
    log('claim', await claim(registration.active), await claim(registration.waiting))
    log('waits', await inside(fresh, () => [registration.waiting === serviceWorker, serviceWorker.state]))
    log('skips', await inside(fresh, async () => { await skipWaiting(); return registration.waiting }))
    await until(fresh, 'activated')
    log('active', registration.active === fresh, await claim(fresh))
    await dropped()
  }]
]
