addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('fetch', (event) => {
  if (event.request.url.endsWith('/which')) event.respondWith(new Response(`outer, ${new URL(registration.scope).pathname}`))
})
