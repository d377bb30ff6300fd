import ipc from 'oro:ipc'
import { test } from 'oro:test'
import { failure, kill, next, reached, reset, serve } from './stage.js'

let count = 0

/**
 * @param {string} script
 * @param {RegistrationOptions & Record<string, any>} [options]
 */
async function begin (script, options = {}) {
  await reset()
  const path = `/live/shapes-${++count}.js`
  await serve(path, script, { 'Service-Worker-Allowed': '/' })
  const registration = await navigator.serviceWorker.register(path, { scope: '/', ...options })
  await reached(registration.installing ?? registration.waiting ?? registration.active, 'activated')
  return registration
}

/** Make this page one the active worker answers. */
async function controlled () {
  if (!navigator.serviceWorker.controller) await next(navigator.serviceWorker, 'controllerchange')
}

/** @param {string} path @param {RequestInit} [init] */
async function text (path, init) {
  return (await fetch(path, init)).text()
}

/** @param {string} route @param {Record<string, any>} params */
async function call (route, params) {
  const { err, data } = await ipc.request(/** @type {any} */ (route), params)
  if (err) throw err
  return data
}

const MODULE = { type: /** @type {'module'} */ ('module') }

test('an object of functions is a worker; it takes over at once', async (t) => {
  await begin(`export default {
    async fetch (request, env, ctx) {
      const { pathname } = new URL(request.url)
      if (pathname === '/live/who') return new Response((await ctx.client()).url)
      if (pathname === '/live/ctx') {
        ctx.waitUntil(Promise.resolve())
        ctx.handled().then(() => { env.handled = true })
        return Response.json([ctx.event.type, ctx.env === env, ctx.data ?? null])
      }
      if (pathname === '/live/env') return Response.json({ ...env })
      if (pathname === '/live/throws') throw new RangeError('on purpose')
      if (pathname === '/live/passes') { ctx.passThroughOnException(); throw new Error('on purpose') }
    },
    reportError (error) { memoryStorage.last = error.message }
  }`, MODULE)
  await controlled()
  t.equal(await text('/live/who'), location.href)
  t.deepEqual(JSON.parse(await text('/live/ctx')), ['fetch', true, null])
  t.deepEqual(JSON.parse(await text('/live/env')), { handled: true })
  const failed = await fetch('/live/throws')
  t.equal(failed.status, 500)
  t.ok((await failed.text()).includes('on purpose'))
  const json = await fetch('/live/throws', { headers: { accept: 'application/json' } })
  const { name, message } = await json.json()
  t.deepEqual([json.status, name, message], [500, 'RangeError', 'on purpose'])
  await serve('/live/passes', 'the file')
  t.equal(await text('/live/passes'), 'the file')
  t.equal((await fetch('/live/nothing')).status, 404)
})

test('a function, named functions and module.exports are workers, too', async (t) => {
  const answer = "new Response(new URL(request.url).search + '!')"
  for (const script of [`export default (request) => ${answer}`, `export const fetch = async (request) => ${answer}`]) {
    await begin(script, MODULE)
    await controlled()
    t.equal(await text('/live/x?module'), '?module!', script)
  }
  for (const script of [`module.exports = { fetch: (request) => ${answer} }`, `exports.fetch = (request) => ${answer}`]) {
    await begin(script)
    await controlled()
    t.equal(await text('/live/x?classic'), '?classic!', script)
  }
})

test('install and activate of a shape are called with env and context, and waited for', async (t) => {
  const registration = await begin(`export default {
    async install (env, ctx) { env.order = ['install', ctx.event.type]; await 0; skipWaiting() },
    async activate (env, ctx) { env.order = [...env.order, 'activate', ctx.event.type]; ctx.waitUntil(clients.claim()) },
    fetch: (request, env) => Response.json(env.order)
  }`, MODULE)
  await controlled()
  t.deepEqual(JSON.parse(await text('/live/x')), ['install', 'install', 'activate', 'activate'])
  t.equal(registration.active?.state, 'activated')
})

test('a module imports what is beside it, and URLs in it mean what its author meant', async (t) => {
  await serve('/live/deep/part.js', "export const part = 'part'; export const here = import.meta.url")
  await reset()
  await serve('/live/deep/sw.js', `import { part, here } from './part.js'
    import path from 'node:path'
    addEventListener('install', () => skipWaiting())
    addEventListener('activate', (event) => event.waitUntil(clients.claim()))
    addEventListener('fetch', (event) => {
      if (!event.request.url.endsWith('/what')) return
      event.respondWith((async () => Response.json([part, here, import.meta.url, location.href, new URL('x', location.href).pathname,
        await (await fetch('beside.txt')).text(), path.basename('/a/b')]))())
    })`, { 'Service-Worker-Allowed': '/' })
  await serve('/live/deep/beside.txt', 'beside')
  const registration = await navigator.serviceWorker.register('/live/deep/sw.js', { scope: '/', ...MODULE })
  await reached(registration.installing ?? registration.waiting ?? registration.active, 'activated')
  await controlled()
  const at = location.origin + '/live/deep/'
  const [part, here, meta, where, ...rest] = JSON.parse(await text('/live/what'))
  t.deepEqual([part, here, where, ...rest], ['part', at + 'part.js', at + 'sw.js', '/live/deep/x', 'beside', 'b'])
  t.ok(meta.startsWith(at + 'sw.js'))
})

test('an environment is kept when the worker ends, and is the same as localStorage', async (t) => {
  const script = `
    addEventListener('install', () => skipWaiting())
    addEventListener('activate', (event) => event.waitUntil(clients.claim()))
    addEventListener('message', async ({ data: { code }, source }) => {
      globalThis.env = (await import('oro:service-worker')).env
      const run = new Function('return (async () => { return ' + code + ' })()')
      source.postMessage(await run().catch(({ name }) => name))
    })`
  const registration = await begin(script + `
    globalThis.put = (key, value) => { env[key] = value; return env[key] }
    globalThis.fill = (env, count) => { for (let at = 0; at < count; at++) env['n' + at] = at; return Object.keys(env).length }`)
  await controlled()
  const ask = async (/** @type {string} */ code) => {
    const heard = next(navigator.serviceWorker, 'message')
    registration.active?.postMessage({ code })
    return (await heard).data
  }
  await ask('localStorage.clear()')
  t.deepEqual(await ask("put('kept', { list: [1, 'ü'] })"), { list: [1, 'ü'] })
  t.equal(await ask("localStorage.setItem('text', 5), env.text"), '5')
  t.equal(await ask("localStorage.getItem('kept')"), '{"list":[1,"ü"]}')
  t.equal(await ask("localStorage.missing ?? localStorage.getItem('missing')"), null)
  t.equal(await ask("put('bad', () => {})"), 'TypeError')
  t.deepEqual(await ask("(sessionStorage.a = 1, memoryStorage.b = 2, [sessionStorage.a, memoryStorage.getItem('b'), Object.keys(sessionStorage)])"), ['1', '2', ['a']])
  // What a worker keeps is told in the order of its answers: once this one is there, the host has what came before.
  await fetch('/settled')
  await kill()
  t.deepEqual(await ask('({ ...env })'), { kept: { list: [1, 'ü'] }, text: '5' })
  t.deepEqual(await ask("[sessionStorage.a, memoryStorage.length]"), ['1', 0])
  t.equal(await ask("(delete env.kept, 'kept' in env)"), false)
  t.equal(await ask('fill(env, 16384)'), 'QuotaExceededError')
  t.equal(await ask('Object.keys(env).length'), 16384)
  t.equal(await ask('(localStorage.clear(), localStorage.length)'), 0)
})

test('pages read and change what a registration keeps while the app runs', async (t) => {
  const registration = await begin(`
    addEventListener('message', ({ source }) => source.postMessage({ ...sessionStorage }))
    sessionStorage.fromWorker = 'w'`)
  const { registration: { id } } = await call('serviceWorker.getRegistration', { scope: '/' })
  t.deepEqual(await call('serviceWorker.storage.get', { id, key: 'missing' }), { value: null })
  await call('serviceWorker.storage.set', { id, key: 'a', value: '1' })
  await call('serviceWorker.storage.set', { id, key: 'b', value: '2' })
  await call('serviceWorker.storage.remove', { id, key: 'b' })
  t.deepEqual(await call('serviceWorker.storage', { id }), { a: '1', fromWorker: 'w' })
  const heard = next(navigator.serviceWorker, 'message')
  registration.active?.postMessage('tell')
  t.deepEqual((await heard).data, { a: '1', fromWorker: 'w' })
  await call('serviceWorker.storage.clear', { id })
  t.deepEqual(await call('serviceWorker.storage', { id }), {})
  t.equal(await failure(() => call('serviceWorker.storage', { id: '17' })), 'NotFoundError')
})

test('what is said at registration is in the registration', async (t) => {
  await reset()
  await serve('/live/said.js', '')
  const { registration } = await call('serviceWorker.register', { scriptURL: '/live/said.js', scope: '/live/', priority: 'high', serializedWorkerArgs: '{"a":1}' })
  const { id, scope, scriptURL, scheme, origin, priority, serializedWorkerArgs, state } = registration
  t.deepEqual({ scope, scriptURL, scheme, origin, priority, serializedWorkerArgs }, {
    scope: location.origin + '/live/', scriptURL: location.origin + '/live/said.js', scheme: 'oro', origin: location.origin, priority: 'high', serializedWorkerArgs: '{"a":1}'
  })
  t.ok(/^\d+$/.test(id))
  t.ok(['installing', 'installed', 'activating', 'activated'].includes(state))
  t.equal(await failure(() => call('serviceWorker.register', { scriptURL: '/live/said.js', priority: 'urgent' })), 'TypeError')
})

test('a worker is asked by a route, and its states are only those the host knows', async (t) => {
  const { id } = /** @type {any} */ (await begin(`export default {
    fetch: async (request) => new URL(request.url).pathname.startsWith('/live/r') ? new Response([request.method, new URL(request.url).search, request.headers.get('x-a'), await request.text()], { status: 201, headers: { 'x-b': 'b' } }) : undefined
  }`, MODULE))
  const { data, headers } = await ipc.write(/** @type {any} */ ('serviceWorker.fetch'), { method: 'POST', pathname: '/live/r', query: 'q=1', headers: 'X-A: a' }, new TextEncoder().encode('body'), { responseType: 'arraybuffer' })
  t.equal(new TextDecoder().decode(data), 'POST,?q=1,a,body')
  t.equal(headers?.get('x-b'), 'b')
  t.equal(await failure(() => call('serviceWorker.fetch', { pathname: '/live/nothing' })), 'NotFoundError')
  t.equal(await failure(() => call('serviceWorker.fetch', { scheme: 'other' })), 'NotFoundError')
  t.deepEqual(await call('serviceWorker.updateState', { id, state: 'activated' }), {})
  t.equal(await failure(() => call('serviceWorker.updateState', { id, state: 'installing' })), 'TypeError')
  t.equal(await failure(() => call('serviceWorker.updateState', { id: '17', state: 'activated' })), 'NotFoundError')
})

test('every module of the contract can be imported', async (t) => {
  const names = 'clients container context env events global init instance notification registration state storage worker'
  for (const name of names.split(' ')) {
    const module = await import(`oro:service-worker/${name}`)
    t.ok(Object.keys(module).length > 0, name)
  }
  const { ExtendableEvent, FetchEvent, Environment, Context, env } = await import('oro:service-worker')
  t.ok([ExtendableEvent, FetchEvent, Environment, Context].every((each) => typeof each === 'function'))
  env.here = 1
  t.deepEqual([Object.keys(env), env.here], [['here'], 1])
})
