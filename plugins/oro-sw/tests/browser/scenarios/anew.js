// A registration that was dropped while a page uses it is taken up again.

import { controlled, dropped, inside, until } from './kit.js'

export default [
  ['/asked/', async (log) => {
    const { serviceWorker } = navigator
    const first = await controlled('sw.js')
    const worker = first.active
    await until(worker, 'activated')
    log('dropped', await first.unregister(), await serviceWorker.getRegistration(), serviceWorker.controller === worker, worker.state)
    const second = await serviceWorker.register('sw.js')
    log('taken up', second === first, second.active === worker, second.installing, second.waiting, worker.state)
    log('found', await serviceWorker.getRegistration() === first, await inside(worker, () => 'runs'))
    log('dropped again', await second.unregister(), await first.unregister())
  }],
  ['/asked/', async (log) => {
    log('gone', navigator.serviceWorker.controller, await navigator.serviceWorker.getRegistrations())
    await dropped()
  }]
]
