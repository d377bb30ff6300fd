// When a registration says that another worker installs: after the promise that gives it.

import { controlled, dropped, inside, next, until } from './kit.js'

const { serviceWorker } = navigator

export default [
  ['/asked/', async (log) => {
    const heard = []
    const registration = await serviceWorker.register('sw.js')
    heard.push(['registered', registration.installing?.state ?? null, registration.waiting, registration.active])
    registration.onupdatefound = () => heard.push(['handler', registration.installing.state])
    registration.addEventListener('updatefound', () => {
      const { installing } = registration
      heard.push(['updatefound', installing.state])
      installing.addEventListener('statechange', () => heard.push(installing.state))
    })
    await serviceWorker.ready
    await until(registration.active, 'activated')
    log('first', heard)
    const again = await serviceWorker.register('sw.js')
    log('the same', again === registration, heard.length, await registration.update() === registration)
    const other = await serviceWorker.register('sw.js?other')
    log('another', other === registration, registration.installing?.scriptURL.endsWith('?other'), registration.active.scriptURL.endsWith('/sw.js'))
    await until(other.installing ?? other.waiting ?? other.active, 'activated')
    log('told', heard.slice(-6), heard.length)
    const seen = await inside(registration.active, () => [registration.installing, typeof registration.onupdatefound, registration.active.state])
    log('in the worker', seen)
    log('unregister', await registration.unregister(), await registration.unregister())
    await dropped()
  }],
  ['/asked/', async (log) => {
    const told = []
    serviceWorker.addEventListener('controllerchange', () => told.push('controllerchange'))
    const registration = await serviceWorker.register('sw.js')
    const worker = registration.installing
    worker.addEventListener('statechange', ({ target }) => told.push([target === worker, worker.state, registration.active === worker, registration.waiting === worker, registration.installing === worker]))
    await until(worker, 'activated')
    await new Promise((resolve) => setTimeout(resolve))
    log('order', told.filter((each) => each !== 'controllerchange'), told.includes('controllerchange') || await next(serviceWorker, 'controllerchange').then(() => true))
    await dropped()
  }],
  ['/asked/', async (log) => {
    const heard = []
    serviceWorker.addEventListener('controllerchange', () => heard.push('controllerchange'))
    const registering = serviceWorker.register('sw.js')
    busy(300)
    const registration = await registering
    registration.addEventListener('updatefound', () => {
      const { installing } = registration
      heard.push(['updatefound', installing.state])
      installing.addEventListener('statechange', () => heard.push(installing.state))
    })
    await until(registration.installing, 'activated')
    log('told late', heard.filter((each) => each !== 'controllerchange'))
    if (!serviceWorker.controller) await next(serviceWorker, 'controllerchange')
    log('controlled', serviceWorker.controller === registration.active)
  }],
  ['/asked/', async (log) => {
    const registering = serviceWorker.register('sw.js')
    const { controller } = serviceWorker
    log('at once', controller?.state)
    const registration = await registering
    log('the same worker', registration.active === controller)
    const found = next(registration, 'updatefound')
    const again = serviceWorker.register('sw.js?late')
    busy(300)
    await again
    await found
    const { installing } = registration
    const states = [installing?.state]
    installing?.addEventListener('statechange', () => states.push(installing.state))
    await until(installing, 'activated')
    log('told late of each state', states)
    await dropped()
  }]
]

/** Keep the page from hearing of anything for a while, so that what it is told comes all at once. */
function busy (milliseconds) {
  const end = performance.now() + milliseconds
  while (performance.now() < end);
}
