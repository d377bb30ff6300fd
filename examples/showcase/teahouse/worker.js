// Keeps the teahouse open when its host is away: its files from a cache, the news from there when they cannot be had.

const CACHE = 'teahouse'
const FILES = ['/teahouse/', '/teahouse/style.css', '/teahouse/app.js', '/teahouse/cup.svg', '/teahouse/today']

addEventListener('install', (event) => event.waitUntil((async () => {
  await (await caches.open(CACHE)).addAll(FILES)
  await skipWaiting()
})()))
addEventListener('activate', (event) => event.waitUntil(clients.claim()))

addEventListener('fetch', (event) => {
  const { pathname } = new URL(event.request.url)
  if (pathname.startsWith('/teahouse/')) event.respondWith(pathname.endsWith('/today') ? news(event.request) : files(event.request))
})

async function files (request) {
  return await caches.match(request) ?? fetch(request)
}

async function news (request) {
  try {
    const response = await fetch(request)
    await (await caches.open(CACHE)).put(request, response.clone())
    return response
  } catch {
    const kept = await caches.match(request)
    return new Response(kept?.body, { headers: { 'content-type': 'text/plain; charset=utf-8', 'x-cached': 'yes' } })
  }
}
