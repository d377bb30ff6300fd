// The worker of workers.js: it answers one path from its cache, one with a stream of its own, and passes the rest on.

addEventListener('install', (event) => event.waitUntil((async () => {
  const cache = await caches.open('benchmark')
  await cache.put('cached.txt', await fetch('small.txt'))
  await skipWaiting()
})()))
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('fetch', (event) => {
  const name = event.request.url.split('/').pop()
  event.respondWith(name === 'cached.txt' ? caches.match(event.request) : name === 'changed.bin' ? changed() : fetch(event.request))
})

/** What every byte of goes through the worker. */
async function changed () {
  const { body } = await fetch('large.bin')
  return new Response(body.pipeThrough(new TransformStream()))
}
