addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('fetch', (event) => {
  if (event.request.url.endsWith('/which')) event.respondWith(new Response(`inner, ${new URL(registration.scope).pathname}`))
})
