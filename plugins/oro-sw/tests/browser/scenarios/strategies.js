// Cache first, network first, stale while revalidate, and a page that shows what is cached before what is new.

import { controlled, set, text } from './kit.js'

/** @param {string} url */
async function settled (url, before) {
  for (;;) {
    const now = await (await caches.match(url))?.text()
    if (now !== before) return now
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

export default [
  ['/strategies/', async (log) => {
    await controlled('sw.js')
    log('cache first', await text('first/count'), await text('first/count'))
    log('network first', await text('network/count'), await text('network/count'))
    log('stale', await text('stale/count'))
    const second = await text('stale/count')
    log('stale again', second, 'then', await settled('stale/count', second))

    const shown = []
    const cached = await caches.match('network/count')
    shown.push(['cached', await cached.text()])
    shown.push(['network', await text('network/count')])
    log('cache, then network', shown)

    await set({ offline: 'yes' })
    log('offline', await text('first/count'), await text('network/count'), await text('stale/count'))
    log('never seen', await text('first/other/count'), await text('network/other/count'))
    await set({ offline: '' })
    const keys = await (await caches.open('strategies')).keys()
    log('kept', keys.map(({ url }) => new URL(url).pathname))
  }]
]
