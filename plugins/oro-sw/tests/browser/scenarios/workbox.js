// An app that leaves its worker to Workbox: precached, routed, offline, updated.

import { controlled, next, set, text, until } from './kit.js'

const paths = async (name) => (await (await caches.open(name)).keys()).map(({ url }) => url.replace(location.origin, ''))

/** @param {() => Promise<boolean>} there */
async function eventually (there) {
  while (!await there()) await new Promise((resolve) => setTimeout(resolve, 20))
}

export default [
  ['/workbox/', async (log) => {
    await set({ version: '1' })
    const registration = await controlled('sw.js')
    await until(registration.active, 'activated')
    log('caches', (await caches.keys()).filter((name) => name.startsWith('app')))
    log('precached', await paths('app-precache-v2-v1'))
    log('cache first', await text('first/count'))
    await eventually(async () => Boolean(await caches.match('first/count')))
    log('again', await text('first/count'))
    // A worker puts things after it answered, and what was asked for first may be put last.
    const answers = []
    for (const nth of [0, 1]) {
      answers[nth] = await text('network/count')
      await eventually(async () => await (await caches.match('network/count'))?.text() === answers[nth])
    }
    log('network first', ...answers)
    log('stale', await text('stale/count'))
    await eventually(() => caches.has('stale'))
    log('by method', await text('echo', { method: 'POST', body: 'x' }), (await text('echo')).includes('GET'))
    // What is put later is younger.
    for (const name of ['a', 'b', 'c']) {
      await text(`${name}/first/count`)
      await eventually(async () => Boolean(await caches.match(`${name}/first/count`)))
    }
    const left = ['/workbox/b/first/count', '/workbox/c/first/count']
    await eventually(async () => String(await paths('first')) === String(left))
    log('expired', left)
    await set({ offline: 'yes' })
  }],
  ['/workbox/deep/link', async (log) => {
    log('any document', document.title, location.pathname)
    log('style', await text('/workbox/style.css'))
    log('offline', await text('/workbox/network/count'), await text('/workbox/stale/count'), await text('/workbox/c/first/count'))
    log('caught', await text('/workbox/only/count'), await text('/workbox/network/other'))
    await set({ offline: '', version: '2' })
    const registration = await navigator.serviceWorker.getRegistration()
    const changed = next(navigator.serviceWorker, 'controllerchange')
    await registration.update()
    await changed
    await until(registration.active, 'activated')
    log('updated', (await paths('app-precache-v2-v1')).length, await text('/workbox/style.css'))
  }],
  ['/workbox/', async (log) => {
    log('shell', document.title)
    for (const { scope } of await navigator.serviceWorker.getRegistrations()) await (await navigator.serviceWorker.getRegistration(scope)).unregister()
  }]
]
