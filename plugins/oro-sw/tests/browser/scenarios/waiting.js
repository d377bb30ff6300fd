// Versions that wait: replaced by others, dropped, taken up again.

import { controlled, dropped, next, set, text, until } from './kit.js'

const { serviceWorker } = navigator

async function updated (registration, version) {
  await set({ version })
  const found = next(registration, 'updatefound')
  await registration.update()
  await found
  const fresh = registration.installing ?? registration.waiting
  await until(fresh, 'installed')
  return fresh
}

export default [
  ['/waiting/', async (log) => {
    await set({ version: '1' })
    const registration = await controlled('sw.js')
    const first = registration.active
    const second = await updated(registration, '2')
    const third = await updated(registration, '3')
    log('replaced', first.state, second.state, third.state, registration.waiting === third, await text('version'))
    log('not again', await registration.update() === registration, registration.installing, registration.waiting === third)

    await set({ version: '1' })
    const fourth = await (async () => {
      const found = next(registration, 'updatefound')
      await registration.update()
      await found
      return registration.installing ?? registration.waiting
    })()
    await until(fourth, 'installed')
    log('compared with the newest', third.state, fourth.state)

    let changes = 0
    serviceWorker.addEventListener('controllerchange', () => changes++)
    const changed = next(serviceWorker, 'controllerchange')
    fourth.postMessage('take over')
    await changed
    await until(fourth, 'activated')
    log('taken over', first.state, registration.waiting, registration.active === fourth, serviceWorker.controller === fourth, changes)
  }],
  ['/waiting/', async (log) => {
    const registration = await serviceWorker.ready
    const waiting = await updated(registration, '5')
    const active = registration.active
    const [controller, states] = [serviceWorker.controller, []]
    for (const worker of [active, waiting]) worker.addEventListener('statechange', () => states.push([worker === active, worker.state]))
    log('dropped', await registration.unregister(), controller === active, await text('version'))
    log('found', await serviceWorker.getRegistration(), (await serviceWorker.getRegistrations()).length)
    log('states', states, active.state, waiting.state, registration.active === active, registration.waiting === waiting)
    log('update', await registration.update().then(() => 'updated', (error) => error.name))
  }],
  ['/elsewhere/', async (log) => {
    log('gone', await serviceWorker.getRegistration('/waiting/'), serviceWorker.controller)
    await dropped()
  }]
]
