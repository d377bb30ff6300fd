const VERSION = '%version%'

addEventListener('activate', (event) => { if (VERSION === '1') event.waitUntil(clients.claim()) })
addEventListener('message', ({ data }) => { if (data === 'take over') skipWaiting() })
addEventListener('fetch', (event) => {
  if (event.request.url.endsWith('/version')) event.respondWith(new Response(VERSION))
})
