// The service worker of a site with containers: what is below `preview/ID/PORT/` is asked of the page that has the container, and
// what a preview asks for from the top of the origin is taken to be its server's.

const EMPTY = [101, 204, 205, 304]
const containers = new Map()

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('message', ({ data, ports }) => {
  if (data?.kind !== 'container') return
  containers.set(data.id, ports[0])
  ports[0].postMessage({ kind: 'known' })
})

const place = (href) => {
  const { pathname, search } = new URL(href)
  const top = new URL(self.registration.scope).pathname
  const found = /^preview\/([0-9a-f]{8})\/(\d+)(\/.*)?$/.exec(pathname.startsWith(top) ? pathname.slice(top.length) : '')
  return found && { id: found[1], port: Number(found[2]), path: (found[3] ?? '/') + search }
}

self.addEventListener('fetch', (event) => {
  const { request } = event
  if (new URL(request.url).origin !== self.location.origin) return
  const here = place(request.url)
  const from = here ? null : request.referrer && place(request.referrer)
  if (!here && !from) return
  const { pathname, search } = new URL(request.url)
  event.respondWith(asked(request, here ?? { ...from, path: pathname + search }))
})

async function asked (request, { id, port, path }) {
  const container = containers.get(id)
  if (!container) return new Response('This container is gone; load its page again', { status: 502, headers: { 'content-type': 'text/plain' } })
  const body = await request.arrayBuffer()
  const { port1, port2 } = new MessageChannel()
  return new Promise((resolve) => {
    let controller
    const stream = new ReadableStream({
      start (given) { controller = given },
      pull () { port1.postMessage('pull') },
      cancel () { port1.postMessage('cancel') }
    }, { highWaterMark: 0 })
    port1.onmessage = ({ data }) => {
      if (data.kind === 'refused') resolve(new Response(data.message, { status: 502, headers: { 'content-type': 'text/plain' } }))
      else if (data.kind === 'head') resolve(new Response(EMPTY.includes(data.status) ? null : stream, data))
      else if (data.kind === 'data') controller.enqueue(data.data)
      else if (data.kind === 'end') controller.close()
    }
    container.postMessage({ kind: 'fetch', port, method: request.method, path, headers: [...request.headers], body }, [port2])
  })
}
