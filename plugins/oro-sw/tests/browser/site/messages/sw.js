addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))

addEventListener('message', (event) => event.waitUntil((async () => {
  const { data, ports, source } = event
  if (data?.what === 'port') {
    ports[0].onmessage = ({ data }) => ports[0].postMessage(['back', data])
    ports[0].postMessage(['first', ports.length])
  } else if (data?.what === 'source') {
    const found = await clients.get(source.id)
    source.postMessage([source instanceof Client, source instanceof WindowClient, source.type, source.frameType,
      new URL(source.url).pathname, found?.id === source.id, event.origin === location.origin, event.constructor.name])
  } else if (data?.what === 'all') {
    const all = await clients.matchAll()
    source.postMessage([all.length, all.every((client) => client instanceof WindowClient), all.map(({ id }) => id).includes(source.id)])
  } else {
    source.postMessage(data)
  }
})()))

addEventListener('fetch', (event) => {
  if (!event.request.url.endsWith('/told')) return
  event.respondWith((async () => {
    (await clients.get(event.clientId)).postMessage('asked')
    return new Response('told')
  })())
})
