// What a worker is told of requests, and what pages get of its answers.

import { controlled, next, outcome, text } from './kit.js'

const seen = async () => (await fetch('seen')).json()
const local = (url) => url.replace(location.origin, '')

async function loaded (name, attributes, parent = document.body) {
  const element = Object.assign(document.createElement(name), attributes)
  await new Promise((resolve, reject) => { Object.assign(element, { onload: resolve, onerror: reject }); parent.append(element) })
  return element
}

export default [
  ['/requests/', async (log) => {
    await controlled('sw.js')
    await seen()
    await fetch('echo')
    await fetch('echo?q=1', { method: 'POST', body: 'x' })
    await fetch('created', { method: 'DELETE' })
    for (const each of await seen()) log('fetch', each)

    const frame = await loaded('iframe', { src: 'page.html' })
    log('frame', frame.contentDocument.title)
    await loaded('script', { src: 'script.js' }, document.head)
    log('script', globalThis.ran)
    log('module', (await import('/requests/module.js')).default)
    const { naturalWidth, naturalHeight } = await loaded('img', { src: 'image.svg' })
    log('image', naturalWidth, naturalHeight)
    await loaded('link', { rel: 'stylesheet', href: 'style.css' }, document.head)
    log('style', getComputedStyle(document.body).marginTop)
    // What engines say of a request for one of our schemes tells a script from nothing, and a frame from a window.
    for (const { path, method, mode, destination, redirect } of await seen()) {
      log('seen', path, method, mode, redirect, /script|module/.test(path) ? '' : destination.replace('iframe', 'document'))
    }

    const xhr = new XMLHttpRequest()
    xhr.open('PUT', 'echo')
    xhr.setRequestHeader('X-Mine', 'xhr')
    xhr.send('from xhr')
    await next(xhr, 'loadend')
    log('xhr', xhr.status, xhr.responseText)
    log('headers', await text('echo', { method: 'POST', body: new Blob(['blob'], { type: 'text/x-blob' }), headers: { 'X-One': '1', 'x-two': 'zwei' } }))
    log('json', await text('echo', { method: 'PATCH', body: '{"a":"ä"}', headers: { 'content-type': 'application/json' } }))
    const form = new FormData()
    form.append('field', 'value')
    form.append('file', new File(['text'], 'name.txt'))
    log('form', await text('form', { method: 'POST', body: form }))
    log('params', await text('form', { method: 'POST', body: new URLSearchParams({ a: '1', b: 'ö' }) }))

    const made = await fetch('made')
    log('made', made.status, made.ok, made.type, local(made.url), made.redirected, made.headers.get('x-made'), made.headers.get('content-type'), await made.text())
    const created = await fetch('created')
    log('created', created.status, await created.text())
    const elsewhere = await fetch('elsewhere')
    log('elsewhere', elsewhere.status, elsewhere.headers.get('x-from'), await elsewhere.text())
    log('passed on', await text('passed/echo?x-mine', { method: 'POST', body: 'through', headers: { 'x-mine': 'yes' } }))
    log('left alone', await text('deep/echo?x-mine', { method: 'POST', body: 'alone', headers: { 'x-mine': 'yes' } }))
    log('redirected', await text('redirect'))

    for (const name of ['loop', 'error', 'nothing', 'thrown', 'twice', 'prevented']) log(name, await text(name))
    navigator.serviceWorker.startMessages()
    const heard = next(navigator.serviceWorker, 'message')
    log('handled', await text('handled'), (await heard).data)
    log('head', (await fetch('made', { method: 'HEAD' })).status)
    const abort = AbortSignal.abort()
    log('aborted', await outcome(fetch('echo', { signal: abort })))
  }]
]
