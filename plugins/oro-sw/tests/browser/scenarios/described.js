// What a worker is told of a request, member by member.

import { controlled, dropped, inside } from './kit.js'

const { origin } = location

export default [
  ['/asked/', async (log) => {
    const { active } = await controlled('sw.js')
    const told = async (name) => inside(active, ({ data }) => {
      const { kept } = globalThis
      const at = kept.fetched.findIndex(({ request }) => request.url.includes(data.data))
      if (at < 0) return 'not asked'
      const [{ request, clientId, resultingClientId }] = kept.fetched.splice(at)
      const { method, mode, credentials, cache, redirect, referrer, referrerPolicy, integrity, keepalive, destination, isHistoryNavigation } = request
      return { method, mode, credentials, cache, redirect, referrer: referrer.replace(location.origin, ''), referrerPolicy, integrity, keepalive, destination, history: isHistoryNavigation ?? false, from: Boolean(clientId), becomes: Boolean(resultingClientId) }
    }, name)
    const tell = async (name, init) => {
      await fetch(`answer?${name}`, init).catch(() => {})
      const { method, ...rest } = await told(name)
      log(name, method, rest)
    }
    await tell('usual')
    for (const cache of ['no-store', 'reload', 'no-cache', 'force-cache']) await tell(`cache-${cache}`, { cache })
    await tell('only-if-cached', { cache: 'only-if-cached', mode: 'same-origin' })
    for (const credentials of ['omit', 'same-origin', 'include']) await tell(`credentials-${credentials}`, { credentials })
    for (const mode of ['cors', 'same-origin', 'no-cors']) await tell(`mode-${mode}`, { mode })
    for (const redirect of ['follow', 'manual', 'error']) await tell(`redirect-${redirect}`, { redirect })
    await tell('keepalive', { keepalive: true })
    await tell('no-referrer', { referrer: '' })
    await tell('referrer', { referrer: '/asked/other' })
    await tell('referrer-here', { referrer: 'about:client' })
    for (const referrerPolicy of ['no-referrer', 'origin', 'unsafe-url', 'same-origin']) await tell(`policy-${referrerPolicy}`, { referrerPolicy })
    await tell('post', { method: 'POST', body: 'x' })
    await tell('integrity', { integrity: 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=' })
    const request = new Request('answer?request', { cache: 'no-cache', credentials: 'include', referrer: '/asked/from', keepalive: true, headers: { 'x-a': 'a' } })
    await fetch(request)
    log('a Request', await told('?request'))
    log('its headers', await inside(active, async () => {
      const one = new Request('/x', { headers: { 'x-a': 'b' } })
      return [[...one.headers], one.destination, one.mode]
    }))
    await fetch('answer?headers', { cache: 'no-cache', credentials: 'include', keepalive: true, headers: { 'x-mine': '1' } })
    log('no more headers', await inside(active, () => {
      const { request } = globalThis.kept.fetched.find(({ request }) => request.url.includes('?headers'))
      return [...request.headers].map(([name]) => name).filter((name) => !['accept', 'user-agent', 'accept-language', 'referer', 'origin', 'accept-encoding', 'pragma', 'cache-control', 'sec-ch-ua', 'sec-ch-ua-mobile', 'sec-ch-ua-platform'].includes(name))
    }))
    log('copies', await inside(active, async () => {
      const { request } = globalThis.kept.fetched.find(({ request }) => request.url.includes('?headers'))
      const members = ({ cache, credentials, keepalive, mode, redirect }) => ({ cache, credentials, keepalive, mode, redirect })
      const copy = new Request(request)
      return [members(request.clone()), members(copy), members(new Request(request, { cache: 'reload' })), request.clone() instanceof Request]
    }))
    await fetch('answer?clone', { method: 'POST', body: 'body' })
    log('its body', await inside(active, async () => {
      const { request } = globalThis.kept.fetched.find(({ request }) => request.url.includes('?clone'))
      const clone = request.clone()
      return [await clone.text(), clone.bodyUsed, request.bodyUsed, await request.text(), request.bodyUsed]
    }))
    await inside(active, () => { globalThis.kept.fetched.length = 0 })
    const frame = document.createElement('iframe')
    frame.src = 'frame.html?frame'
    await new Promise((resolve) => { frame.onload = resolve; document.body.append(frame) })
    log('a frame', await told('?frame'))
    const before = frame.contentWindow
    await new Promise((resolve) => { frame.onload = resolve; before.location.reload() })
    log('a frame again', await told('?frame'))
    const form = frame.contentDocument.createElement('form')
    Object.assign(form, { method: 'POST', action: '/asked/frame.html?form' })
    form.innerHTML = '<input name=a value=b>'
    frame.contentDocument.body.append(form)
    await Promise.race([new Promise((resolve) => { frame.onload = resolve; form.submit() }), new Promise((resolve) => setTimeout(resolve, 3000))])
    log('a form', await told('?form'))
    frame.remove()
    for (const [name, element, attributes] of [['img', 'img', {}], ['cross', 'img', { crossOrigin: 'anonymous' }], ['credentials', 'img', { crossOrigin: 'use-credentials' }], ['script', 'script', {}], ['style', 'link', { rel: 'stylesheet' }], ['audio', 'audio', { preload: 'auto' }], ['video', 'video', { preload: 'auto' }], ['object', 'object', { type: 'image/svg+xml' }], ['embed', 'embed', { type: 'image/svg+xml' }], ['module', 'script', { type: 'module' }], ['manifest', 'link', { rel: 'manifest' }], ['track', 'img', { referrerPolicy: 'no-referrer' }]]) {
      const made = Object.assign(document.createElement(element), attributes)
      const asked = `?of-${name}`
      const ended = new Promise((resolve) => { made.onload = made.onerror = made.onloadedmetadata = made.onstalled = resolve; setTimeout(resolve, 600) })
      made[element === 'link' ? 'href' : element === 'object' ? 'data' : 'src'] = `answer${asked}`
      document.body.append(made)
      await ended
      const { history, from, becomes, ...rest } = await told(asked)
      log(name, rest)
      made.remove()
    }
    log('origin', origin === location.origin)
    await dropped()
  }]
]
