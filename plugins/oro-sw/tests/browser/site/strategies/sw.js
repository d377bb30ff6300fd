const NAME = 'strategies'

addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))

const strategies = {
  async first (request) {
    return await caches.match(request) ?? fetched(request)
  },
  async network (request) {
    return fetched(request).catch(() => caches.match(request))
  },
  async stale (request, event) {
    const fresh = fetched(request)
    event.waitUntil(fresh.catch(() => {}))
    return await caches.match(request) ?? fresh
  }
}

async function fetched (request) {
  const response = await fetch(request)
  const cache = await caches.open(NAME)
  await cache.put(request, response.clone())
  return response
}

addEventListener('fetch', (event) => {
  const { pathname } = new URL(event.request.url)
  const strategy = strategies[pathname.split('/')[2]]
  if (strategy && pathname.endsWith('/count')) event.respondWith(strategy(event.request, event))
})
