// An app that goes on without its origin: its shell from a cache, the rest with an answer of the worker's own.

import { controlled, set, text } from './kit.js'

export default [
  ['/offline/', async (log) => {
    await controlled('sw.js')
    log('caches', await caches.keys())
    log('online', await text('data.json'), await text('style.txt'))
    await set({ offline: 'yes' })
    log('offline', await text('data.json'), await text('style.txt'), await text('count'))
  }],
  ['/offline/', async (log) => {
    log('reloaded', document.title, Boolean(navigator.serviceWorker.controller))
    log('shell', await text('style.txt'), await text('count'))
    log('not cached', await text('data.json'), await text('missing.txt'))
    await set({ offline: '' })
    log('online', await text('data.json'))
    log('missing', await text('missing.txt'))
  }]
]
