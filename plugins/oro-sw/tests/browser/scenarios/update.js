// A new version waits, the page is prompted, and takes it; the next one waits until the last page goes.

import { controlled, dropped, framed, next, set, text, until } from './kit.js'

async function updated (registration) {
  const found = next(registration, 'updatefound')
  await registration.update()
  await found
  return registration.installing ?? registration.waiting
}

export default [
  ['/update/', async (log) => {
    await set({ version: '1' })
    const registration = await controlled('sw.js')
    log('first', await text('version'))
    await registration.update()
    log('no other', registration.installing, registration.waiting)

    await set({ version: '2' })
    const old = navigator.serviceWorker.controller
    const fresh = await updated(registration)
    const states = []
    fresh.addEventListener('statechange', () => states.push(fresh.state))
    await until(fresh, 'installed')
    log('waits', registration.waiting === fresh, registration.active === old, await text('version'))

    const changed = next(navigator.serviceWorker, 'controllerchange')
    registration.waiting.postMessage('take over')
    await changed
    log('taken', navigator.serviceWorker.controller === fresh, await text('version'))
    await until(fresh, 'activated')
    log('states', states, old.state, registration.waiting)

    await set({ version: '3' })
    await until(await updated(registration), 'installed')
    log('waits', registration.waiting.state, registration.active.state, await text('version'))
  }],
  ['/update/', async (log) => {
    const registration = await navigator.serviceWorker.ready
    log('reloaded', await text('version'), registration.waiting?.state)
  }],
  ['/elsewhere/', async (log) => {
    const registration = await navigator.serviceWorker.getRegistration('/update/')
    const third = registration.waiting ?? registration.active
    await until(third, 'activated')
    log('alone', registration.waiting, third.state)
  }],
  ['/update/', async (log) => {
    log('back', await text('version'))
    await set({ version: '4' })
    const registration = await navigator.serviceWorker.ready
    const fresh = await updated(registration)
    await until(fresh, 'installed')
    log('gone', await registration.unregister(), await registration.unregister())
    log('still', await text('version'), navigator.serviceWorker.controller?.state)
    log('found', await navigator.serviceWorker.getRegistration())
  }],
  ['/update/', async (log) => {
    log('uncontrolled', navigator.serviceWorker.controller, (await text('version')).slice(0, 3))
  }],
  ['/update/', async (log) => {
    await set({ version: '1' })
    await controlled('sw.js')
    await set({ version: '2' })
    const frame = await framed('answer?body=a+page&content-type=text/html')
    const registration = await frame.navigator.serviceWorker.getRegistration()
    await new Promise((resolve) => setTimeout(resolve, 300))
    log('a page has time to listen', registration.installing, registration.waiting)
    await next(registration, 'updatefound')
    await until(registration.installing ?? registration.waiting, 'installed')
    log('before its update is found', registration.waiting.state)
    frame.frameElement.remove()
    await dropped()
  }]
]
