// Ports inside of messages, over ports: what callbacks are made of. And what a worker tells itself.

import { controlled, dropped, inside, next, outcome } from './kit.js'

/** Have the worker answer on a port, and wait for it. */
async function answered (worker, work, message, transfer) {
  const { port1, port2 } = new MessageChannel()
  worker.postMessage({ work: `(event) => { const [, port] = event.ports; return (${work})(port, event) }`, data: null }, [(() => {
    const done = new MessageChannel()
    answered.done = next(done.port1, 'message')
    done.port1.start()
    return done.port2
  })(), port2])
  const heard = next(port1, 'message')
  port1.start()
  if (message !== undefined) port1.postMessage(message, transfer)
  const { data } = await answered.done
  return { port: port1, heard, data }
}


export default [
  ['/asked/', async (log) => {
    const { active } = await controlled('sw.js')
    const { port1: mine, port2: given } = new MessageChannel()
    const first = await answered(active, (port) => { port.onmessage = ({ data, ports }) => { data.callback.postMessage(['called', ports.length, ports[0] === data.callback]) } }, { callback: given }, [given])
    const called = next(mine, 'message')
    mine.start()
    log('a port in a message over a port', (await called).data)
    first.port.close()

    const back = await answered(active, (port) => {
      const { port1, port2 } = new MessageChannel()
      port1.onmessage = ({ data }) => port1.postMessage(['echo', data])
      port.postMessage({ list: [port2], map: new Map([['port', 1]]) }, [port2])
    })
    const event = await back.heard
    const port = event.data?.list?.[0]
    if (port) {
      port.start()
      port.postMessage('hello')
      log('a port from the worker', event.ports.length, port === event.ports[0], (await next(port, 'message')).data)
    } else log('a port from the worker', String(event))

    const chain = await answered(active, (port) => {
      port.onmessage = ({ ports: [next] }) => {
        const { port1, port2 } = new MessageChannel()
        port1.onmessage = ({ data, ports }) => { ports[0].postMessage([...data, 'through']) }
        next.postMessage('take', [port2])
      }
    })
    const one = new MessageChannel()
    chain.port.postMessage('go', [one.port2])
    one.port1.start()
    const taken = await next(one.port1, 'message')
    const two = new MessageChannel()
    two.port1.start()
    taken.ports?.[0].postMessage(['three deep'], [two.port2])
    log('ports of ports of ports', taken.data, (await next(two.port1, 'message')).data)

    const buffers = await answered(active, (port) => { port.onmessage = ({ data }) => { port.postMessage(data, [data.buffer]) } })
    const { buffer } = new Uint8Array([1, 2, 3])
    buffers.port.postMessage({ buffer, view: new Uint8Array(buffer) }, [buffer])
    const moved = (await buffers.heard).data
    log('buffers', buffer.byteLength, [...new Uint8Array(moved.buffer)], moved.view.buffer === moved.buffer)

    const rich = await answered(active, (port) => { port.onmessage = ({ data, ports }) => { data.set.values().next().value.postMessage([ports.length, data.map.get('port') === ports[0]]) } })
    const within = new MessageChannel()
    rich.port.postMessage({ map: new Map([['port', within.port2]]), set: new Set([within.port2]) }, [within.port2])
    within.port1.start()
    log('in a map and a set', (await next(within.port1, 'message')).data)
    const direct = new MessageChannel()
    direct.port1.start()
    active.postMessage({ work: 'async ({ data, ports }) => { data.data.get("port").postMessage("in a map"); }', data: new Map([['port', direct.port2]]) }, [direct.port2, direct.port2].slice(1))
    log('a map of a message', (await next(direct.port1, 'message')).data)
    const both = new MessageChannel()
    const end = new MessageChannel()
    active.postMessage({ work: 'async ({ data }) => { data.data.port.postMessage(1) }', data: { port: both.port2 } }, [both.port2, end.port2])
    both.port1.start()
    log('beside another', (await next(both.port1, 'message')).data)
    await dropped()
  }],
  ['/asked/', async (log) => {
    const { active } = await controlled('sw.js')
    log('to itself', await inside(active, async () => {
      const heard = new Promise((resolve) => addEventListener('message', (event) => {
        if (event.data === 'me') resolve([event.source === serviceWorker, event.source instanceof ServiceWorker, event.origin === location.origin, event.ports.length, event.constructor.name])
      }))
      serviceWorker.postMessage('me')
      return heard
    }).catch(String))
    log('to itself by its registration, with a port', await inside(active, async () => {
      const { port1, port2 } = new MessageChannel()
      const told = new Promise((resolve) => { port1.onmessage = ({ data }) => { if (data !== 'TypeError') resolve(data) } })
      addEventListener('message', ({ data, ports }) => { if (data?.own) ports[0].postMessage(data.own) })
      registration.active.postMessage({ own: [1] }, { transfer: [port2] })
      return told
    }))
    log('a channel of its own', await inside(active, async () => {
      const { port1, port2 } = new MessageChannel()
      const told = new Promise((resolve) => { port1.onmessage = ({ data }) => resolve(data) })
      port2.postMessage(['within'])
      return told
    }))
    const outcomes = []
    for (const work of [(worker) => worker.postMessage(), (worker) => worker.postMessage(() => {}), (worker) => worker.postMessage(Symbol('x')), (worker) => worker.postMessage(1, 2), (worker) => worker.postMessage(1, [2]), (worker) => {
      const { port1 } = new MessageChannel()
      worker.postMessage({ port1 })
    }, (worker) => {
      const { port1 } = new MessageChannel()
      worker.postMessage(1, [port1, port1])
    }, (worker) => worker.postMessage(1, undefined), (worker) => worker.postMessage(1, null), (worker) => worker.postMessage(1, { transfer: [] }), (worker) => worker.postMessage(1, { transfer: null }), (worker) => worker.postMessage(new WeakMap())]) {
      outcomes.push(await outcome((async () => { work(active); return 'sent' })()))
    }
    log('refused', outcomes)
    await dropped()
  }]
]
