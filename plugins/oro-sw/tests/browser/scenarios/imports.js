// What a worker may import when, what makes an update, and what scripts are refused.

import { controlled, dropped, inside, next, outcome, registered, set, until } from './kit.js'

const { serviceWorker } = navigator

/** @param {Promise<any>} promise */
async function refused (promise) {
  return promise.then(() => 'registered', ({ name }) => name)
}

export default [
  ['/rules/', async (log) => {
    await set({ version: '1', part: '1' })
    const { registration, worker } = await registered('sw.js')
    const seen = (work, data) => inside(worker, work, data)
    log('imported', await seen(() => [globalThis.part, globalThis.deep]))
    log('again', await seen(() => { globalThis.part = 0; importScripts('part.js'); return globalThis.part }))
    log('unknown', await seen(() => { try { importScripts('other.js'); return 'imported' } catch (error) { return [error.name, error instanceof DOMException] } }))
    log('known beside unknown', await seen(() => { globalThis.part = 0; try { importScripts('part.js', 'other.js') } catch (error) { return [error.name, globalThis.part] } }))
    log('nothing', await seen(() => String(importScripts())))
    log('no address', await seen(() => { try { importScripts('http://[') } catch (error) { return error.name } }))
    log('while it installed', await seen(() => globalThis.installing))
    log('the same', await registration.update() === registration, registration.installing)
    await set({ part: '2' })
    await registration.update()
    log('an import is another', registration.installing !== null || registration.waiting !== null)
    const second = registration.installing ?? registration.waiting ?? registration.active
    await until(second, 'activated')
    log('the new one', second !== worker, await inside(second, () => globalThis.part), worker.state)
    await set({ version: '2' })
    await registration.update()
    const third = registration.installing ?? registration.waiting ?? registration.active
    await until(third, 'activated')
    log('the script is another', third !== second)
    await set({ version: 'throw new Error("on purpose") //' })
    log('throws', await outcome(registration.update().then(() => 'updated')), registration.active === third, registration.installing)
    await set({ version: '2', gone: 'yes' })
    log('stays', await registration.update() === registration, registration.active === third)
    await dropped()
  }],
  ['/rules/', async (log) => {
    log('types', await Promise.all(['text/javascript', 'application/javascript', 'text/ecmascript', 'application/x-javascript', 'text/plain', 'text/html', 'application/json', 'text/css', ''].map(async (type) => [type, await refused(serviceWorker.register(`answer?body=//&content-type=${encodeURIComponent(type)}`, { scope: `types/${encodeURIComponent(type)}` }))])))
    log('statuses', await Promise.all([201, 204, 302, 404, 500].map(async (status) => [status, await refused(serviceWorker.register(`answer?body=//&content-type=text/javascript&status=${status}&location=/rules/sw.js`, { scope: `statuses/${status}` }))])))
    log('scopes', await Promise.all(['/', '/rules', '/rules/', '/rules/deep', '../', '/rules/%2f/', '/rules/%5c', 'https://other.example/', 'data:text/plain,a', '?query', '#part'].map(async (scope) => [scope, await refused(serviceWorker.register('answer?body=//&content-type=text/javascript', { scope }))])))
    log('scripts', await Promise.all(['https://other.example/sw.js', 'data:text/javascript,', 'blob:x', 'http://[', '', 'sw%2fx.js', 'answer?body=syntax(&content-type=text/javascript', 'answer?body=throw%201&content-type=text/javascript'].map(async (script) => [script, await refused(serviceWorker.register(script, { scope: `scripts/${script.length}` }))])))
    log('allowed', await refused(serviceWorker.register('answer?body=//&content-type=text/javascript&service-worker-allowed=/', { scope: '/wide/' })), await refused(serviceWorker.register('answer?body=//&content-type=text/javascript&service-worker-allowed=/rules/deep/', { scope: '/rules/' })))
    log('options', await refused(serviceWorker.register('sw.js', { type: 'none' })), await refused(serviceWorker.register('sw.js', { updateViaCache: 'none!' })), await refused(serviceWorker.register()), await refused(serviceWorker.getRegistration('https://other.example/')), await refused(serviceWorker.register('sw.js', 7)))
    await dropped()
  }]
]
