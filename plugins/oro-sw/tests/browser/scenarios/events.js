// The events of a worker, made by the engine and by scripts.

import { controlled, dropped, inside } from './kit.js'

export default [
  ['/asked/', async (log) => {
    const { active } = await controlled('sw.js')
    const seen = (work, data) => inside(active, work, data)
    log('extendable', await seen(() => {
      const event = new ExtendableEvent('mine', { bubbles: true, cancelable: true })
      return [event.type, event.bubbles, event.cancelable, event.isTrusted, event instanceof Event, new ExtendableEvent('x').cancelable]
    }))
    log('made by hand', await seen(() => { new ExtendableEvent('mine').waitUntil(Promise.resolve()) }))
    log('without a type', await seen(() => { new ExtendableEvent() }))
    log('fetch', await seen(() => {
      const request = new Request('x')
      const event = new FetchEvent('fetch', { request, clientId: 'one' })
      return [event.request === request, event.clientId, event.resultingClientId, event.cancelable, event instanceof ExtendableEvent]
    }))
    log('fetch without a request', await seen(() => { new FetchEvent('fetch') }), await seen(() => { new FetchEvent('fetch', {}) }))
    log('message', await seen(() => {
      const { port1 } = new MessageChannel()
      const event = new ExtendableMessageEvent('message', { data: { a: 1 }, origin: 'me', lastEventId: '7', ports: [port1] })
      const empty = new ExtendableMessageEvent('message')
      return [event.data, event.origin, event.lastEventId, event.source, event.ports.length, Object.isFrozen(event.ports), empty.data, empty.origin, empty.ports.length]
    }))
    log('the message itself', await seen((event) => [event.type, event.cancelable, event.bubbles, event.lastEventId, event.origin === location.origin, Object.isFrozen(event.ports), event.source instanceof WindowClient, event instanceof ExtendableMessageEvent]))
    log('waits', await seen((event) => { event.waitUntil(Promise.resolve()); return event.waitUntil() }), await seen((event) => event.waitUntil(7)))
    log('too late', await seen(async (event) => {
      const made = []
      globalThis.kept.late = event
      return made
    }), await seen(async () => {
      const { port1, port2 } = new MessageChannel()
      for (let times = 0; times < 5; times++) await new Promise((resolve) => { port1.onmessage = resolve; port2.postMessage(null) })
      globalThis.kept.late.waitUntil(Promise.resolve())
    }))
    await dropped()
  }]
]
