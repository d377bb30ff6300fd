// What an answer of the origin throws away.

import { controlled, next, text } from './kit.js'

const there = async () => [
  (await navigator.serviceWorker.getRegistrations()).length,
  navigator.serviceWorker.controller?.state,
  await caches.keys()
]

const answer = (what) => text(`answer?body=done&clear-site-data=${encodeURIComponent(what)}`)

async function begin () {
  await controlled('sw.js')
  await (await caches.open('kept')).put('/x', new Response('x'))
}

export default [
  ['/clearing/', async (log) => {
    await begin()
    log('begun', await there())
    for (const what of ['"cache"', '"cookies"', 'storage', '"nonsense"']) log(what, await answer(what), await there())
    log('made by the worker', await text('made'), await there())
    log('storage', await answer('"cache", "storage"'), await there())
    await begin()
    log('begun again', await there())
    log('everything', await answer('"*"'), await there())
  }],
  ['/clearing/', async (log) => {
    await begin()
    const stored = async () => [localStorage.getItem('a'), sessionStorage.getItem('a'), (await indexedDB.databases()).map(({ name }) => name)]
    for (const storage of [localStorage, sessionStorage]) storage.setItem('a', '1')
    const opening = indexedDB.open('kept', 1)
    const { result } = await next(opening, 'success').then(({ target }) => target)
    result.onversionchange = () => result.close()
    log('stored', await stored())
    log('cookies', await answer('"cookies"'), await stored())
    log('storage', await answer('"storage"'), await stored())
  }]
]
