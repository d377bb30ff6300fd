addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('fetch', (event) => {
  if (!event.request.url.endsWith('/made')) return
  event.respondWith(new Response('made', { headers: { 'clear-site-data': '"storage"' } }))
})
