addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))

const seen = []

const described = ({ request, clientId, resultingClientId }) => ({
  path: request.url.replace(location.origin, ''),
  method: request.method,
  mode: request.mode,
  destination: request.destination,
  redirect: request.redirect,
  from: Boolean(clientId),
  becomes: Boolean(resultingClientId)
})

const answers = {
  echo: async ({ request }) => Response.json({
    headers: [...request.headers].filter(([name]) => name.startsWith('x-') || name === 'content-type'),
    body: await request.text(),
    used: request.bodyUsed
  }),
  form: async ({ request }) => Response.json([...await request.formData()].map(([name, value]) => [name, value.name ?? value])),
  made: () => new Response('made', { status: 203, statusText: 'Made Up', headers: { 'x-made': 'a, b', 'content-type': 'text/x-made' } }),
  created: () => new Response(null, { status: 204 }),
  redirect: () => Response.redirect('echo?again', 302),
  loop: () => Response.redirect('loop', 307),
  passed: ({ request }) => fetch(request),
  changed: ({ request }) => fetch(new Request(request, { headers: { 'x-mine': 'changed' } })),
  elsewhere: () => fetch('answer?body=elsewhere&x-from=there'),
  error: () => Response.error(),
  nothing: () => undefined,
  thrown: async () => { throw new Error('on purpose') },
  twice: async (event) => {
    const response = new Response('used')
    await response.text()
    return response
  },
  handled: async (event) => {
    event.handled.then(async () => (await clients.get(event.clientId))?.postMessage('handled'))
    return new Response('to be handled')
  },
  'page.html': () => new Response('<!doctype html><title>made page</title>', { headers: { 'content-type': 'text/html' } }),
  'script.js': () => new Response('globalThis.ran = (globalThis.ran ?? 0) + 1', { headers: { 'content-type': 'text/javascript' } }),
  'module.js': () => new Response('export default "a module"', { headers: { 'content-type': 'text/javascript' } }),
  'image.svg': () => new Response('<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"/>', { headers: { 'content-type': 'image/svg+xml' } }),
  'style.css': () => new Response('body { margin: 7px }', { headers: { 'content-type': 'text/css' } }),
  'worker.js': () => new Response('postMessage("from a worker")', { headers: { 'content-type': 'text/javascript' } })
}

addEventListener('fetch', (event) => {
  const name = new URL(event.request.url).pathname.split('/').pop()
  if (name === 'seen') return event.respondWith(Response.json(seen.splice(0)))
  if (!event.request.url.includes('/control/')) seen.push(described(event))
  if (name === 'prevented') return event.preventDefault()
  if (answers[name]) event.respondWith((async () => answers[name](event))())
})
