// Which client a navigation makes, and the documents of two windows.

import { controlled, dropped, framed, inside, next } from './kit.js'

/**
 * Open a second window: a browser's script may, an app's asks the app.
 * @param {string} url
 * @returns {Promise<{ close: () => void }>}
 */
async function opened (url) {
  if (!globalThis.isOroRuntime) return window.open(url, '_blank', 'popup')
  const { createWindow } = await import('oro:application')
  return createWindow({ index: 1, path: new URL(url, location.href).pathname + new URL(url, location.href).search })
}

export default [
  ['/asked/', async (log) => {
    const { active } = await controlled('sw.js')
    const { frameElement } = await framed('frame.html?first')
    const seen = (data) => inside(active, async ({ data: { data } }) => {
      const found = globalThis.kept.fetched.find(({ request }) => request.url.includes(data))
      const client = await clients.get(found.resultingClientId)
      return [found.resultingClientId !== '', client?.url.slice(location.origin.length) ?? null, client?.frameType ?? null, client?.id === found.resultingClientId]
    }, data)
    log('a frame', await seen('?first'))
    await frameElement.contentWindow.fetch('answer?body=of-the-frame')
    log('its requests', await inside(active, () => {
      const of = (text) => globalThis.kept.fetched.find(({ request }) => request.url.includes(text))
      return [of('of-the-frame').clientId === of('?first').resultingClientId, of('of-the-frame').resultingClientId]
    }))
    const again = next(frameElement, 'load')
    frameElement.contentWindow.location.href = 'frame.html?later'
    await again
    log('its next document', await seen('?later'), await seen('?first'))
    await inside(active, () => {
      globalThis.kept.answer = (event) => {
        if (!event.request.url.includes('awaited')) return
        event.waitUntil(clients.get(event.resultingClientId).then((found) => { globalThis.kept.found = [found?.url.slice(location.origin.length), found?.id === event.resultingClientId] }))
      }
    })
    await framed('frame.html?awaited')
    log('asked for before it is there', await inside(active, async () => { while (!globalThis.kept.found) await new Promise((resolve) => setTimeout(resolve, 5)); return globalThis.kept.found }))
    await inside(active, () => { delete globalThis.kept.answer })
    for (const frame of document.querySelectorAll('iframe')) frame.remove()

    const count = (data) => inside(active, async () => (await clients.matchAll()).map(({ url, frameType, type }) => [url.slice(location.origin.length), frameType, type].join()).sort(), data)
    const second = await opened('/asked/frame.html?second')
    while ((await count()).length !== 2) await new Promise((resolve) => setTimeout(resolve, 20))
    log('two windows', await count(), await seen('?second'))
    log('navigate the other', await inside(active, async () => {
      const other = (await clients.matchAll()).find(({ url }) => url.endsWith('?second'))
      const found = await other.navigate('frame.html?third')
      return [found instanceof WindowClient, found.url.slice(location.origin.length), found.frameType, found.id === other.id, typeof await clients.get(other.id), (await clients.get(found.id)).url === found.url]
    }), await seen('?third'))
    second.close()
    while ((await count()).length !== 1) await new Promise((resolve) => setTimeout(resolve, 20))
    log('one again', await seen('?third'))
    await dropped()
  }]
]
