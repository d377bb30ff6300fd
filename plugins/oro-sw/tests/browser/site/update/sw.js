const VERSION = '%version%'

addEventListener('install', (event) => { if (VERSION === '1') event.waitUntil(skipWaiting()) })
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('message', ({ data }) => { if (data === 'take over') skipWaiting() })
addEventListener('fetch', (event) => {
  if (event.request.url.endsWith('/version')) event.respondWith(new Response(VERSION))
})
