/** Calls every route every way, then tries to pass for the other window. */
import * as ipc from 'oro:ipc'
import { everyWay, NAMES } from './ways.js'

const { client, conduit, index } = globalThis.__args
const outcome = { index, ways: {}, guises: {} }

if (index === 0) await ipc.request('window.create', { targetWindowIndex: 1, url: 'index.html' })
const { err, data: other } = await ipc.request('meet', { id: client.id, key: conduit.sharedKey })
if (err) throw err

const ways = await everyWay()
for (const name of NAMES) {
  for (const [way, call] of Object.entries(ways)) (outcome.ways[way] ??= {})[name] = await call(`of.${name}`)
}

const worker = new Worker('worker.js', { type: 'module' })
const inWorker = await new Promise((resolve) => { worker.onmessage = ({ data }) => resolve(data) })
Object.assign(outcome.ways, inWorker)

/** Open a socket of version 1; tell whether it opened. */
function opened (top, key) {
  return new Promise((resolve) => {
    const names = top === null ? ['guise'] : ['guise', top]
    const socket = new WebSocket(`ws://${conduit.hostname}:${conduit.port}/${names.join('/')}?key=${encodeURIComponent(key)}`)
    socket.onopen = () => { resolve('opened'); socket.close() }
    socket.onerror = () => resolve('refused')
  })
}

const own = conduit.sharedKey
outcome.guises = {
  itself: await opened(client.id, own),
  unnamed: await opened(null, own),
  'the other, by its id': await opened(other.id, own),
  'itself, by the key of the other': await opened(client.id, other.key),
  'a window that is not there': await opened('4711', own),
  'nothing at all': await opened(client.id, ''),
  'no window, by a wrong key': await opened(null, own.slice(1))
}
await ipc.request('tell', { outcome: JSON.stringify(outcome) })
