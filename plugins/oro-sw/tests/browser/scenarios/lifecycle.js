// What becomes of a worker whose install or activate event fails, or is held up.

import { dropped, registered, until } from './kit.js'

const { serviceWorker } = navigator
const names = ['none', 'promise', 'reject', 'thrown', 'later', 'both', 'caught', 'prevented', 'value', 'skip', 'failing']

export default [
  ['/lifecycle/', async (log) => {
    for (const event of ['install', 'activate']) {
      for (const name of names) {
        const { registration, worker, states } = await registered(`sw.js?${event}=${name}`, { scope: `${event}/${name}/` })
        const { installing, waiting, active } = registration
        const found = await serviceWorker.getRegistration(`${event}/${name}/`)
        log(event, name, states, installing, waiting, active === worker, found === registration)
      }
    }
  }],
  ['/lifecycle/', async (log) => {
    const { registration, worker } = await registered('sw.js?first', { scope: './' })
    log('handlers', worker.onstatechange, registration.onupdatefound, worker.scriptURL.endsWith('?first'))
    const seen = []
    worker.onstatechange = (event) => seen.push([event.type, event.target === worker, worker.state, event.bubbles, event.cancelable, event instanceof Event])
    registration.onupdatefound = (event) => seen.push([event.type, event.target === registration, event.bubbles, event.cancelable])
    const other = await serviceWorker.register('sw.js?second', { scope: './' })
    log('same', other === registration)
    await until(worker, 'redundant')
    log('seen', seen)
    log('dead', await registration.unregister(), await registration.unregister())
    await dropped()
  }]
]
