addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))

const read = async (response) => response ? response.text() : 'nothing'
const cached = (text) => new Response(text)
const opened = async (name, request, options) => (await caches.open(name)).match(request, options)

/** What each request does, by the last part of its path. */
const answers = {
  match: (request) => caches.match(request),
  named: (request) => caches.match(request, { cacheName: 'b' }),
  unnamed: (request) => caches.match(request, { cacheName: 'none' }),
  opened: (request) => opened('b', request),
  search: (request) => caches.match(request, { ignoreSearch: true }),
  method: (request) => caches.match(request, { ignoreMethod: true }),
  vary: (request) => caches.match(request),
  any: (request) => caches.match(request, { ignoreVary: true }),
  copy: (request) => caches.match(new Request(request)),
  async twice (request) {
    return cached(`${await read(await caches.match(request))} ${await read(await caches.match(request))}`)
  },
  async kept (request) {
    const before = await read(await caches.match(request))
    const cache = await caches.open('b')
    await cache.put(request, cached('from the worker'))
    return cached(`${before}, ${await read(await caches.match(request))}`)
  },
  async unwaited (request) {
    const cache = await caches.open('b')
    const put = cache.put(request, cached('put at once'))
    const found = read(await caches.match(request))
    await put
    return cached(`${typeof await found}, ${await read(await cache.match(request))}`)
  },
  async dropped (request) {
    const before = await read(await caches.match(request))
    await (await caches.open('b')).delete(request)
    return cached(`${before}, ${await read(await caches.match(request))}`)
  },
  async gone (request) {
    const before = await read(await caches.match(request))
    await caches.delete('b')
    const after = await read(await caches.match(request))
    await caches.open('b')
    return cached(`${before}, ${after}, ${await caches.has('b')}`)
  },
  async page (request, event) {
    const before = await read(await caches.match(request))
    const client = await clients.get(event.clientId)
    await told(client)
    const has = await caches.has('made')
    await caches.open('made')
    return cached(`${before}, ${await read(await caches.match(request))}, ${has}, ${await caches.has('made')}`)
  }
}

/** Have the page do what it wants to, and wait until it has. */
function told (client) {
  const { port1, port2 } = new MessageChannel()
  const done = new Promise((resolve) => { port1.onmessage = resolve })
  client.postMessage('now', [port2])
  return done
}

addEventListener('fetch', (event) => {
  const answer = answers[new URL(event.request.url).pathname.split('/').pop()]
  if (answer) event.respondWith(answer(event.request, event))
})
