// The service worker of a site with containers.
//
// 1. What is below `preview/ID/PORT/` is asked of the page that has the container, and so is what a document of a preview asks for
//    elsewhere in the origin. A document is always at an address below `preview/`: a frame that leaves it is led back.
// 2. Sockets of documents of previews are handed to that page.
// 3. `wait/TOKEN` keeps a message for a program that stands still for it. Who asks for a head learns that it is there.
//
// Browsers end a service worker that rests, and it forgets all: it asks the pages again.

const EMPTY = [101, 204, 205, 304]
/** Milliseconds in which a page says that it has a container. */
const PATIENCE = 3000
/** Milliseconds after which who waits is to ask again: browsers end a service worker whose answer takes minutes. */
const WAIT = 20000
const { scope } = self.registration
/** The ports of pages by their containers. */
const containers = new Map()
/** Requests that wait for a container. */
const wanted = new Map()
/** The places of documents by their clients; null of what is no document of a preview. */
const clients = new Map()
/** Where the last document of a preview was. */
let last = null
/** Messages, and who waits for them. */
const slots = new Map()

self.addEventListener('install', () => self.skipWaiting())
self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()))

self.addEventListener('message', (event) => {
  const { data, ports, source } = event
  if (data?.kind === 'claim') event.waitUntil(self.clients.claim())
  else if (data?.kind === 'container') know(data.id, ports[0])
  else if (data?.kind === 'socket') event.waitUntil(carry(data, ports[0], placeOf(source.url)))
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const { origin } = new URL(request.url)
  if (origin !== self.location.origin) return
  if (request.url.startsWith(`${scope}wait/`)) return event.respondWith(wait(request))
  const here = placeOf(request.url)
  if (here && request.mode === 'navigate') clients.set(event.resultingClientId, here)
  if (here) return event.respondWith(asked(request, here))
  // What is none of ours the browser fetches by itself, which is quicker.
  if (request.mode === 'navigate' || clients.get(event.clientId) !== null) event.respondWith(led(event))
})

/** The place in a container of an address. */
function placeOf (href) {
  const found = href.startsWith(scope) && /^preview\/([0-9a-f]{8})\/(\d+)(\/[^#]*)?/.exec(href.slice(scope.length))
  return found ? { id: found[1], port: Number(found[2]), path: found[3] ?? '/' } : null
}

function know (id, port) {
  containers.set(id, port)
  port.onmessage = () => { if (containers.get(id) === port) containers.delete(id) }
  port.postMessage({ kind: 'known' })
  for (const resolve of wanted.get(id) ?? []) resolve()
  wanted.delete(id)
}

async function containerOf (id) {
  if (!containers.has(id)) {
    const known = new Promise((resolve) => wanted.set(id, [...wanted.get(id) ?? [], resolve]))
    for (const client of await self.clients.matchAll({ type: 'window', includeUncontrolled: true })) client.postMessage({ kind: 'wanted', id })
    await Promise.race([known, new Promise((resolve) => setTimeout(resolve, PATIENCE))])
  }
  return containers.get(id)
}

/** Answer what is asked outside of previews: by a container, where a document of a preview asks. */
async function led ({ request, clientId }) {
  const { pathname, search } = new URL(request.url)
  if (request.mode === 'navigate') {
    const from = placeOf(request.referrer) ?? (request.destination === 'iframe' ? last : null)
    return from ? Response.redirect(`${scope}preview/${from.id}/${from.port}${pathname}${search}`, 307) : fetch(request)
  }
  if (!clients.has(clientId)) clients.set(clientId, placeOf((await self.clients.get(clientId))?.url ?? ''))
  const from = clients.get(clientId)
  return from ? asked(request, { ...from, path: pathname + search }) : fetch(request)
}

async function asked (request, { id, port, path }) {
  const document = request.mode === 'navigate'
  if (document) last = { id, port }
  const container = await containerOf(id)
  if (!container) return refused('This container is gone; load its page again')
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
      if (data.kind === 'refused') resolve(refused(data.message))
      else if (data.kind === 'head') resolve(new Response(EMPTY.includes(data.status) ? null : stream, data))
      else if (data.kind === 'data') controller.enqueue(data.data)
      else if (data.kind === 'end') controller.close()
    }
    container.postMessage({ kind: 'fetch', port, method: request.method, path, headers: [...request.headers], body, document }, [port2])
  })
}

function refused (message) {
  return new Response(message, { status: 502, headers: { 'content-type': 'text/plain; charset=utf-8' } })
}

/** Hand a socket of a document to the page that has its container. */
async function carry ({ port, path, protocols }, socket, from) {
  const container = from && await containerOf(from.id)
  if (container) return container.postMessage({ kind: 'socket', port, path, protocols, headers: [['origin', `http://localhost:${from.port}`]] }, [socket])
  socket.postMessage({ kind: 'error' })
  socket.postMessage({ kind: 'closed', code: 1006, reason: '', wasClean: false })
}

/** Take a message, or answer with the one that came. */
async function wait (request) {
  const { url } = request
  if (request.method === 'HEAD') return new Response(null, { status: 204 })
  const slot = slots.get(url) ?? Promise.withResolvers()
  slots.set(url, slot)
  if (request.method === 'POST') {
    slot.resolve(await request.arrayBuffer())
    return new Response(null, { status: 204 })
  }
  const message = await Promise.race([slot.promise, new Promise((resolve) => setTimeout(() => resolve(null), WAIT))])
  if (!message) return new Response(null, { status: 204 })
  slots.delete(url)
  return new Response(message)
}
