addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))

let last

addEventListener('message', (event) => event.waitUntil((async () => {
  last = await fetch(event.data, { mode: 'no-cors' })
  const put = await (await caches.open('opaque')).put('/picture', last.clone()).then(() => 'put', ({ name }) => name)
  event.ports[0].postMessage([last.type, last.status, put])
})()))

addEventListener('fetch', (event) => {
  if (event.request.url.endsWith('.svg')) event.respondWith((async () => last)())
})
