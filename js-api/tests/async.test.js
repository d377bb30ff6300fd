import { test } from 'oro:test'
import { AsyncContext, AsyncLocalStorage, AsyncResource, Deferred, Variable, wrap } from 'oro:async'
import byName from 'oro:async_context'
import { Snapshot } from 'oro:async/context'
import fetch, { Headers, Request, Response } from 'oro:fetch'
import location, { Location } from 'oro:location'
import navigation, { Navigation } from 'oro:navigation'
import { AsyncLocalStorage as Storage, AsyncResource as Resource } from 'oro:async_hooks'

test('a variable follows the calls made while it is set', async (t) => {
  const variable = new Variable({ name: 'v', defaultValue: 'none' })
  t.deepEqual([variable.name, variable.get()], ['v', 'none'])
  const later = variable.run(1, () => new Promise((resolve) => setTimeout(() => resolve(variable.get()), 1)))
  const [snapshot, wrapped] = variable.run(2, () => [new Snapshot(), wrap(() => variable.get())])
  t.equal(variable.run(undefined, () => variable.get()), undefined, 'undefined is a value')
  t.deepEqual([await later, /** @type {any} */ (snapshot).run(() => variable.get()), /** @type {any} */ (wrapped)()], [1, 2, 2])
  t.equal(Snapshot.wrap(() => variable.get())(), 'none')
})

test('the names are those of async_hooks', (t) => {
  t.ok(AsyncLocalStorage === Storage && AsyncResource === Resource)
  t.ok(byName === AsyncContext && byName.Snapshot === Snapshot)
})

test('a Deferred is settled from outside, once, and says so', async (t) => {
  const deferred = new Deferred()
  /** @type {any[]} */
  const heard = []
  deferred.addEventListener('resolve', (event) => heard.push(/** @type {any} */ (event).data))
  deferred.resolve(5)
  deferred.reject(new Error('too late'))
  t.equal(await deferred, 5)
  t.deepEqual(heard, [5])
  const following = new Deferred(Promise.reject(new Error('no')))
  t.equal(await following.catch((/** @type {any} */ error) => error.message), 'no')
})

test('fetch, location and navigation are there by name', async (t) => {
  const response = await fetch(new Request(globalThis.location.href, { headers: new Headers({ accept: 'text/html' }) }))
  t.ok(response instanceof Response && response.ok)
  t.ok(location instanceof Location)
  t.equal(`${location}`, globalThis.location.href)
  t.equal(location.origin, globalThis.__args?.origin ?? globalThis.origin)
  t.equal(JSON.parse(JSON.stringify(location)).pathname, globalThis.location.pathname)
  if (navigation) t.ok(navigation instanceof Navigation)
  else t.equal(/** @type {any} */ (Navigation)[Symbol.for('oro.missing')], true)
})
