importScripts('lib/numbers.js')

addEventListener('install', (event) => event.waitUntil((async () => {
  const cache = await caches.open('v1')
  await cache.addAll(['/numbers.txt'])
  await skipWaiting()
})()))
addEventListener('activate', (event) => event.waitUntil(clients.claim()))

addEventListener('fetch', (event) => {
  const { pathname, searchParams } = new URL(event.request.url)
  const answers = {
    '/hello': () => new Response(`hello, ${searchParams.get('name')}`, { headers: { 'X-Sum': String(NUMBERS.reduce((a, b) => a + b)) } }),
    '/echo': async () => Response.json({ method: event.request.method, header: event.request.headers.get('x-mine'), body: await event.request.text() }),
    '/cached': () => caches.match('/numbers.txt'),
    '/upper': async () => (await fetch('/numbers.txt')).body.pipeThrough(new TransformStream({
      transform: (chunk, controller) => controller.enqueue(chunk.map((byte) => byte === 10 ? 44 : byte))
    })),
    '/large': () => new Response(new ReadableStream({
      start () { this.left = 80 },
      pull (controller) { this.left-- > 0 ? controller.enqueue(new Uint8Array(65536).fill(this.left)) : controller.close() }
    })),
    '/forever': () => new Response(new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(1024)),
      cancel: () => post({ cancelled: true })
    })),
    '/teapot': () => new Response(null, { status: 418, statusText: 'teapot' }),
    '/not-here': () => new Response('no', { status: 404 }),
    '/error': () => Response.error(),
    '/throws': async () => { throw new Error('on purpose') },
    '/nothing': () => 'no response'
  }
  const answer = answers[pathname]
  if (answer) event.respondWith((async () => { const found = await answer(); return found instanceof ReadableStream ? new Response(found) : found })())
})

addEventListener('message', (event) => {
  if (event.data?.port) return event.ports[0].postMessage({ through: event.data.port })
  event.source.postMessage({ echo: event.data, location: location.href, scope: registration.scope })
})

async function post (message) {
  for (const client of await clients.matchAll()) client.postMessage(message)
}
