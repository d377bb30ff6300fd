// Workers that are modules: what they import counts for updates, and stays as it was installed.

import { dropped, next, outcome, set, text, until } from './kit.js'

const { serviceWorker } = navigator
const MODULE = { type: 'module' }

async function updated (registration) {
  const found = next(registration, 'updatefound')
  await registration.update()
  await found
  const fresh = registration.installing ?? registration.waiting
  await until(fresh, 'installed')
}

export default [
  ['/modules/', async (log) => {
    await set({ part: 'one', deep: 'first', skip: 'yes' })
    const changed = next(serviceWorker, 'controllerchange')
    const registration = await serviceWorker.register('sw.js', MODULE)
    await changed
    log('parts', await text('parts'))
    const { port1, port2 } = new MessageChannel()
    port1.start()
    const told = next(port1, 'message')
    registration.active.postMessage(null, [port2])
    log('inside', (await told).data)
    await registration.update()
    log('the same', registration.installing, registration.waiting)
    log('same again', await serviceWorker.register('sw.js', MODULE) === registration, registration.installing, registration.waiting)

    await set({ deep: 'second', skip: 'no' })
    await updated(registration)
    log('an import of an import changed', registration.waiting?.state, await text('parts'))
    await set({ part: 'two' })
    await updated(registration)
    log('an import changed', registration.waiting?.state, await text('parts'))
    await set({ part: 'three', deep: 'third' })
  }],
  ['/elsewhere/', async (log) => {
    const registration = await serviceWorker.getRegistration('/modules/')
    await until(registration.waiting ?? registration.active, 'activated')
    log('taken over', registration.waiting, registration.active.state)
  }],
  ['/modules/', async (log) => {
    log('as it was installed', await text('parts'))
    for (const name of ['broken', 'unbound', 'typed', 'missing']) log(name, await outcome(serviceWorker.register(`${name}.js`, { ...MODULE, scope: `${name}/` }).then(() => 'registered')))
    log('not as a script', await outcome(serviceWorker.register('sw.js', { scope: 'classic/' }).then(() => 'registered')))
    await dropped()
  }]
]
