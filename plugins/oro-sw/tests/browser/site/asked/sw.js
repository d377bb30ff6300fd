// Does what pages ask for, in its own scope; `kept` is what it keeps between.
globalThis.kept = { fetched: [] }

addEventListener('install', () => { if (location.search !== '?wait') skipWaiting() })
addEventListener('activate', (event) => event.waitUntil(clients.claim()))

addEventListener('message', (event) => event.waitUntil((async () => {
  const work = (0, eval)(`(${event.data.work})`)
  const result = await (async () => work(event))().catch((error) => error.name)
  try {
    event.ports[0].postMessage(result)
  } catch (error) {
    event.ports[0].postMessage(error.name)
  }
})()))

addEventListener('fetch', (event) => {
  if (event.request.url.includes('/control/')) return
  globalThis.kept.fetched.push(event)
  globalThis.kept.answer?.(event)
})
