// A worker of two versions, and what it imports.
%version%
importScripts('part.js')

globalThis.kept = { fetched: [] }

addEventListener('install', (event) => {
  skipWaiting()
  try {
    importScripts('late.js')
    globalThis.installing = globalThis.late
  } catch (error) {
    globalThis.installing = error.name
  }
})
addEventListener('message', (event) => event.waitUntil((async () => {
  const work = (0, eval)(`(${event.data.work})`)
  event.ports[0].postMessage(await (async () => work(event))().catch((error) => error.name))
})()))
