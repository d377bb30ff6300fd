// A module worker, and what it imports.
import { part } from './part.js'
import * as deep from './deep/er.js'

addEventListener('install', () => { if ('%skip%' !== 'no') skipWaiting() })
addEventListener('activate', (event) => event.waitUntil(clients.claim()))
addEventListener('fetch', (event) => {
  if (event.request.url.endsWith('/parts')) event.respondWith(Response.json([part, deep.er, deep.where, import.meta.url.replace(location.origin, '')]))
})
addEventListener('message', async (event) => {
  const outcomes = [typeof importScripts]
  outcomes.push(await (async () => importScripts('part.js'))().then(() => 'done', (error) => error.name))
  event.ports[0].postMessage([...outcomes, typeof this, self instanceof ServiceWorkerGlobalScope])
})
