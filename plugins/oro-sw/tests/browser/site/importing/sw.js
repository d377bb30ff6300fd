// A classic worker of several scripts.
importScripts('part.js', './part.js?second')
globalThis.parts.push('own')

addEventListener('install', () => { if ('%skip%' !== 'no') skipWaiting() })
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('fetch', (event) => {
  if (event.request.url.endsWith('/parts')) event.respondWith(Response.json(globalThis.parts))
})

const tried = (...urls) => {
  try {
    return typeof importScripts(...urls)
  } catch (error) {
    return [error.name, error instanceof DOMException]
  }
}
// Before it is installed a worker may import what it likes; then only what it has.
globalThis.first = [tried('missing.js'), tried('part.txt'), tried('throwing.js'), tried('%%'), tried(), tried('part.js')]

addEventListener('message', (event) => event.ports[0].postMessage({
  first: globalThis.first,
  later: [tried('part.js'), tried('never.js'), tried()],
  parts: globalThis.parts
}))
