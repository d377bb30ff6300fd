import ipc from 'oro:ipc'
import { test } from 'oro:test'
import { next, reached, reset, serve } from './stage.js'

const NONE = { installing: null, waiting: null, active: null }
let count = 0

/** A registration, and a function that has the page told of versions of it, which the host has not: all in one task. */
async function begin () {
  await reset()
  const folder = `/live/told-${++count}/`
  await serve(folder + 'sw.js', '1')
  const registration = await navigator.serviceWorker.register(folder + 'sw.js')
  await reached(registration.installing ?? registration.waiting ?? registration.active, 'activated')
  const { data } = await ipc.request(/** @type {any} */ ('serviceWorker.getRegistration'), { scope: folder })
  const described = data.registration
  const fresh = (/** @type {string} */ state) => ({ id: `fresh-${count}`, state, scriptURL: described.scriptURL })
  const tell = (/** @type {any[]} */ ...all) => all.forEach((places) => {
    const detail = { ...described, ...NONE, ...places, revision: ++described.revision }
    dispatchEvent(new CustomEvent('serviceWorker.changed', { detail }))
  })
  return { registration, old: described.active, fresh, tell }
}

/** Note the places and states that a version is in from now on, until it is active. */
async function noted (registration, worker) {
  const { installing, waiting, active } = registration
  const seen = [[worker.state, [installing, waiting, active].indexOf(worker)]]
  worker.addEventListener('statechange', () => {
    const { installing, waiting, active } = registration
    seen.push([worker.state, [installing, waiting, active].indexOf(worker)])
  })
  await reached(worker, 'activated')
  return seen
}

const ALL = [['installing', 0], ['installed', 1], ['activating', 2], ['activated', 2]]

test('what is told at once is taken in turn, so that a page hears of all states', async (t) => {
  const { registration, old, fresh, tell } = await begin()
  const found = next(registration, 'updatefound')
  tell(
    { installing: fresh('installing'), active: old },
    { waiting: fresh('installed'), active: old },
    { active: fresh('activating') },
    { active: fresh('activated') }
  )
  await found
  t.deepEqual(await noted(registration, registration.installing), ALL)
})

test('what overtakes events on its way leaves no state out', async (t) => {
  const { registration, old, fresh, tell } = await begin()
  const before = registration.active
  const ended = next(before, 'statechange')
  const found = next(registration, 'updatefound')
  tell({ installing: fresh('installing'), active: old })
  await found // its turn comes after that of what the host told last
  const states = noted(registration, registration.installing)
  tell({ active: fresh('activated') })
  t.deepEqual(await states, ALL)
  await ended
  t.equal(before.state, 'redundant')
})

test('an older description than the one that was seen first leaves that as it is', async (t) => {
  await reset()
  const folder = `/live/told-${++count}/`
  await serve(folder + 'sw.js', '1')
  await serve(folder + 'page.html', '<!doctype html><title>page</title>')
  const registration = await navigator.serviceWorker.register(folder + 'sw.js')
  await reached(registration.installing ?? registration.waiting ?? registration.active, 'activated')
  const element = document.createElement('iframe')
  element.src = folder + 'page.html'
  const loaded = next(element, 'load')
  document.body.append(element)
  await loaded
  const inner = /** @type {any} */ (element.contentWindow)
  const { serviceWorker } = inner.navigator
  const { data } = await ipc.request(/** @type {any} */ ('serviceWorker.getRegistration'), { scope: folder })
  // The answer is described before the page is told of a later description, and comes after that.
  const registering = serviceWorker.register('sw.js')
  const detail = { ...data.registration, revision: data.registration.revision + 1000 }
  inner.dispatchEvent(new inner.CustomEvent('serviceWorker.changed', { detail }))
  const found = await registering
  t.equal(found.active?.scriptURL, registration.active.scriptURL)
  t.equal(found.active, serviceWorker.controller)
  element.remove()
})
