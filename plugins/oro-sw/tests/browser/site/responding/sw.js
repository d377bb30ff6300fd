// Ways to answer, or not to.
const told = {}

addEventListener('install', () => skipWaiting())
addEventListener('activate', (event) => event.waitUntil(clients.claim()))

function tried (event, response) {
  try {
    event.respondWith(response)
    return 'answered'
  } catch (error) {
    return [error.name, error instanceof DOMException]
  }
}

const read = async () => {
  const response = new Response('read')
  await response.text()
  return response
}

/** A few tasks later. */
async function task () {
  const { port1, port2 } = new MessageChannel()
  for (let times = 0; times < 3; times++) await new Promise((resolve) => { port1.onmessage = resolve; port2.postMessage(null) })
}

const answers = {
  plain: (event) => event.respondWith(new Response('plain')),
  promise: (event) => event.respondWith(Promise.resolve(new Response('promise'))),
  thenable: (event) => event.respondWith({ then: (resolve) => resolve(new Response('thenable')) }),
  twice (event) { event.respondWith(new Response('first')); told.twice = tried(event, new Response('second')) },
  microtask (event) { Promise.resolve().then(() => { told.microtask = tried(event, new Response('in a microtask')) }) },
  microtasks (event) { (async () => { for (let at = 0; at < 20; at++) await null; told.microtasks = tried(event, new Response('many')) })() },
  task (event) { task().then(() => { told.task = tried(event, new Response('in a task')) }) },
  after (event) { event.waitUntil(task().then(() => { told.after = tried(event, new Response('after')) })) },
  stopped: (event) => event.respondWith(new Response('stopped')),
  undefined: (event) => event.respondWith(undefined),
  text: (event) => event.respondWith('text'),
  object: (event) => event.respondWith({ status: 200 }),
  rejected: (event) => event.respondWith(Promise.reject(new Error('on purpose'))),
  error: (event) => event.respondWith(Response.error()),
  read: (event) => event.respondWith(read()),
  locked (event) { const response = new Response('locked'); response.body.getReader(); event.respondWith(response) },
  disturbed: (event) => event.respondWith((async () => { const response = new Response('disturbed'); const reader = response.body.getReader(); await reader.read(); reader.releaseLock(); return response })()),
  clone: (event) => event.respondWith((async () => { const response = new Response('clone'); const copy = response.clone(); await response.text(); return copy })()),
  reused: (event) => event.respondWith(kept),
  prevented (event) { event.preventDefault(); event.respondWith(new Response('though prevented')) },
  throws (event) { event.respondWith(new Response('before it threw')); throw new Error('on purpose') },
  status: (event) => event.respondWith(new Response('teapot', { status: 418 })),
  wait (event) {
    let finish
    event.waitUntil(new Promise((resolve) => { finish = resolve }))
    event.respondWith(new Response('waited'))
    event.handled.then(() => { event.waitUntil(Promise.resolve()); told.wait = 'extended'; finish() }, () => {})
  },
  handled (event) {
    event.handled.then((value) => { told.handled = ['resolved', value === undefined] })
    event.respondWith(new Response('handled'))
  },
  unhandled (event) {
    event.handled.catch((error) => { told.unhandled = ['rejected', error.name] })
    event.respondWith(Response.error())
  },
  ignored (event) { event.handled.then((value) => { told.ignored = ['resolved', value === undefined] }) },
  members (event) {
    const { clientId, resultingClientId, cancelable, bubbles, type } = event
    told.members = [clientId.length > 0, resultingClientId, cancelable, bubbles, type, event instanceof ExtendableEvent]
    event.respondWith((async () => new Response(String(await event.preloadResponse)))())
  }
}
const kept = new Response('once')

addEventListener('fetch', (event) => {
  const name = event.request.url.split('/').pop()
  if (name === 'told') event.respondWith(Response.json(told))
  else answers[name]?.(event)
})
addEventListener('fetch', (event) => {
  const name = event.request.url.split('/').pop()
  if (name === 'stopped') told.stopped = 'a second listener was called'
  if (name === 'second') event.respondWith(new Response('by the second listener'))
})
