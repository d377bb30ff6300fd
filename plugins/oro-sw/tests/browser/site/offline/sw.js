const SHELL = ['./', 'style.txt', 'count']

addEventListener('install', (event) => event.waitUntil((async () => {
  const cache = await caches.open('offline-v1')
  await cache.addAll(SHELL)
  await skipWaiting()
})()))
addEventListener('activate', (event) => event.waitUntil(clients.claim()))

addEventListener('fetch', (event) => {
  if (event.request.url.includes('/control/')) return
  event.respondWith((async () => {
    const found = await caches.match(event.request)
    if (found) return found
    try {
      return await fetch(event.request)
    } catch {
      return new Response('offline', { status: 503, statusText: 'Offline' })
    }
  })())
})
