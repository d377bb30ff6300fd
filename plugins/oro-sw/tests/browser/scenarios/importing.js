// Workers of several scripts: what they import counts for updates, and is there when the origin is not.

import { controlled, dropped, next, set, text, until } from './kit.js'

async function told (worker) {
  const { port1, port2 } = new MessageChannel()
  const answered = next(port1, 'message')
  port1.start()
  worker.postMessage(null, [port2])
  return (await answered).data
}

export default [
  ['/importing/', async (log) => {
    await set({ part: 'one', skip: 'yes' })
    const registration = await controlled('sw.js')
    log('parts', await text('parts'))
    const { first, later } = await told(registration.active)
    log('before', first)
    log('after', later)
    await registration.update()
    log('the same', registration.installing, registration.waiting)

    await set({ part: 'two', skip: 'no' })
    const found = next(registration, 'updatefound')
    await registration.update()
    await found
    await until(registration.installing ?? registration.waiting, 'installed')
    log('changed', registration.waiting?.state, await text('parts'))
    await set({ part: 'three' })
  }],
  ['/elsewhere/', async (log) => {
    const registration = await navigator.serviceWorker.getRegistration('/importing/')
    await until(registration.waiting ?? registration.active, 'activated')
    log('taken over', registration.waiting, registration.active.state)
  }],
  ['/importing/', async (log) => {
    log('as it was installed', await text('parts'))
    await dropped()
  }]
]
