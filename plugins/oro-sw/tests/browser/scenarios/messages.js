// Messages both ways, what they carry, and whom they come from.

import { controlled, next, outcome, text } from './kit.js'

const { serviceWorker } = navigator

async function answered (message, transfer = []) {
  const heard = next(serviceWorker, 'message')
  serviceWorker.controller.postMessage(message, transfer)
  return (await heard).data
}

export default [
  ['/messages/', async (log) => {
    await controlled('sw.js')
    serviceWorker.startMessages()
    log('echo', await answered('text'), await answered(null), await answered([1, { two: 3 }]))
    const rich = await answered({ map: new Map([[1, 'a']]), set: new Set([2]), date: new Date(0), bytes: new Uint8Array([1, 2]), big: 2n ** 60n === 0n })
    log('rich', [...rich.map], [...rich.set], rich.date.toISOString(), [...rich.bytes], rich.big)
    const { buffer } = new Uint8Array([7, 8, 9])
    const moved = await answered(buffer, [buffer])
    log('moved', buffer.byteLength, [...new Uint8Array(moved)])
    log('cannot be cloned', await outcome((async () => serviceWorker.controller.postMessage(() => {}))()))
    log('source', await answered({ what: 'source' }))
    log('all', await answered({ what: 'all' }))

    const { port1, port2 } = new MessageChannel()
    const words = []
    const twice = new Promise((resolve) => { port1.onmessage = ({ data }) => { if (words.push(data) === 2) resolve() } })
    serviceWorker.controller.postMessage({ what: 'port' }, [port2])
    port1.postMessage('there')
    await twice
    log('port', words.sort())

    const heard = next(serviceWorker, 'message')
    log('fetch', await text('told'))
    const { data, source, origin, ports, lastEventId, constructor } = await heard
    log('event', data, source === serviceWorker.controller, origin === location.origin, ports.length, lastEventId, constructor.name)

    const order = []
    const all = new Promise((resolve) => {
      serviceWorker.onmessage = ({ data }) => { if (order.push(data) === 50) resolve() }
    })
    for (let at = 0; at < 50; at++) serviceWorker.controller.postMessage(at)
    await all
    log('in order', order.every((each, at) => each === at))
    log('handler', typeof serviceWorker.onmessage, serviceWorker.oncontrollerchange, serviceWorker.onmessageerror)
  }]
]
