// What another site answers without being asked for consent: what a worker sees of it, and who may have it.

import { controlled, dropped, framed, inside, next, outcome } from './kit.js'

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="3" height="2"/>'

/** Load an element; tell what it is then, or that it failed. */
async function loaded (name, attributes, told = () => 'loaded') {
  const element = Object.assign(document.createElement(name), attributes)
  return new Promise((resolve) => {
    Object.assign(element, { onload: () => resolve(told(element)), onerror: () => resolve('error') })
    document.head.append(element)
  })
}

const image = (src) => loaded('img', { src }, ({ naturalWidth, naturalHeight }) => [naturalWidth, naturalHeight])
const members = ({ type, status, ok, statusText, url, redirected, body, bodyUsed, headers }) => [type, status, ok, statusText, url, redirected, body, bodyUsed, [...headers].length]

export default [
  ['/asked/', async (log) => {
    const { active } = await controlled('sw.js')
    const other = await (await fetch('/control/other')).json()
    const at = (path, parameters = {}) => other + path + '?' + new URLSearchParams(parameters)
    /** Have the worker answer what begins with a name by what a function of its own returns. */
    const answering = (work, data) => inside(active, ({ data: { data } }) => {
      const answer = (0, eval)(`(${data.work})`)
      globalThis.kept.answer = (event) => {
        if (event.request.url.includes('/given')) event.respondWith((async () => answer(data.data, event.request))())
      }
    }, { work: String(work), data })
    const opaque = (url) => fetch(url, { mode: 'no-cors' })
    const asked = async () => (await fetch(other + 'asked')).json()
    await asked()

    const picture = at('picture.svg', { body: SVG })
    log('seen', await inside(active, async ({ data: { data } }) => {
      const response = await fetch(data, { mode: 'no-cors' })
      const { type, status, ok, statusText, url, redirected, body, bodyUsed, headers } = response
      const text = await response.clone().text()
      return [type, status, ok, statusText, url, redirected, body, bodyUsed, [...headers].length, text, response.clone().type, response instanceof Response]
    }, picture))
    const [{ method, path, origin, cookie, accept, 'sec-fetch-mode': mode, 'sec-fetch-site': site, 'sec-fetch-dest': destination }] = await asked()
    log('asked', method, path, origin, cookie, accept, mode, site, destination)
    log('left', await inside(active, async ({ data: { data } }) => {
      const told = []
      for (const each of data) told.push(await fetch(each, { mode: 'no-cors' }).then(({ type, status }) => [type, status], (error) => error.name))
      return told
    }, [at('x', { status: 404 }), at('x', { status: 500 }), at('x', { 'cross-origin-resource-policy': 'same-origin' }), at('x', { 'cross-origin-resource-policy': 'same-site' }), at('x', { 'cross-origin-resource-policy': 'cross-origin' }), at('x.json', { body: '{}' }), at('x.html', { body: '<p>' })]))
    log('methods', await inside(active, async ({ data: { data } }) => {
      const told = []
      for (const method of ['HEAD', 'POST', 'PUT']) told.push(await fetch(data, { mode: 'no-cors', method }).then(({ type }) => type, (error) => error.name))
      for (const redirect of ['manual', 'error']) told.push(await fetch(data, { mode: 'no-cors', redirect }).then(({ type }) => type, (error) => error.name))
      return told
    }, picture))
    log('without consent', await inside(active, ({ data: { data } }) => fetch(data).then(({ type }) => type, (error) => error.name), picture))
    log('with consent', await inside(active, ({ data: { data } }) => fetch(data).then(({ type, status }) => [type, status], (error) => error.name), at('x', { 'access-control-allow-origin': '*' })))

    await answering(opaque, picture)
    log('image', await image('given.svg'))
    log('fetch', await outcome(fetch('given')))
    log('same origin', await outcome(fetch('given', { mode: 'same-origin' })))
    log('no cors', await outcome(fetch('given', { mode: 'no-cors' }).then(async (response) => [...members(response), await response.text()])))
    const xhr = new XMLHttpRequest()
    xhr.open('GET', 'given')
    xhr.send()
    await next(xhr, 'loadend')
    log('xhr', xhr.responseText.includes('svg'))
    await answering(opaque, at('script.js', { body: 'globalThis.ran = (globalThis.ran ?? 0) + 1' }))
    log('script', await loaded('script', { src: 'given.js' }), globalThis.ran)
    log('with CORS', await outcome(import('/asked/given.js?module')), await loaded('script', { src: 'given.js?cors', crossOrigin: 'anonymous' }), globalThis.ran)
    await answering(opaque, at('style.css', { body: 'html { margin-left: 5px }' }))
    log('style', await loaded('link', { rel: 'stylesheet', href: 'given.css' }), getComputedStyle(document.documentElement).marginLeft)
    await answering(opaque, at('page.html', { body: '<title>other</title><p>words' }))
    const frame = await framed('given.html')
    log('frame', (() => { try { return frame.document.title } catch { return '' } })() !== 'other')

    const status = await answering(async (url) => {
      const response = await fetch(url, { mode: 'no-cors' })
      await (await caches.open('elsewhere')).put('kept', response.clone())
      return response
    }, picture)
    log('cloned into a cache', status, await image('given.svg?2'))
    log('cache', await inside(active, async ({ data: { data } }) => {
      const cache = await caches.open('elsewhere')
      const told = []
      const tried = async (work) => told.push(await work().then((value) => value ?? 'done', (error) => error.name))
      await tried(() => cache.add(data.picture))
      await tried(() => cache.add(new Request(data.picture, { mode: 'no-cors' })))
      await tried(async () => cache.put('put', await fetch(data.picture, { mode: 'no-cors' })))
      await tried(async () => cache.put('part', await fetch(data.part, { mode: 'no-cors' })))
      await tried(async () => cache.put('varies', await fetch(data.varies, { mode: 'no-cors' })))
      await tried(async () => { const response = await fetch(data.picture, { mode: 'no-cors' }); await cache.put('a', response); return response.bodyUsed })
      for (const { url } of await cache.keys()) told.push(url.split('/').pop())
      return told
    }, { picture, part: at('x', { status: 206 }), varies: at('x', { vary: '*' }) }))
    log('again', await inside(active, async () => {
      const response = await caches.match('put')
      const { type, status, ok, statusText, url, redirected, body, headers } = response
      const copy = response.clone()
      await (await caches.open('elsewhere')).put('copy', copy)
      return [type, status, ok, statusText, url, redirected, body, [...headers].length, await response.text()]
    }))
    await fetch(other + 'offline')
    await answering(() => caches.match('put'))
    log('image from a cache', await image('given.svg?3'), await outcome(fetch('given')))
    await answering(() => caches.match('copy'))
    log('image from a copy', await image('given.svg?4'))
    await answering(opaque, picture)
    log('offline', await image('given.svg?5'), await inside(active, ({ data: { data } }) => fetch(data, { mode: 'no-cors' }).catch((error) => error.name), picture))
    await fetch(other + 'online')
    await inside(active, () => caches.delete('elsewhere'))

    log('page', await outcome(fetch(picture, { mode: 'no-cors' }).then(members)))
    await inside(active, () => { delete globalThis.kept.answer })
    await dropped()
  }]
]
