// What a worker is told of a request, member by member.

import { controlled, dropped, inside } from './kit.js'

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
    for (const mode of ['cors', 'same-origin']) await tell(`mode-${mode}`, { mode })
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
    // What engines do not say of frames and elements is in docs/explanation/service-workers.md.
    const shown = ({ method, mode, credentials, redirect, becomes }) => ({ method, mode, credentials, redirect, becomes })
    log('a frame', shown(await told('?frame')))
    const form = frame.contentDocument.createElement('form')
    Object.assign(form, { method: 'POST', action: '/asked/frame.html?form' })
    form.innerHTML = '<input name=a value=b>'
    frame.contentDocument.body.append(form)
    await new Promise((resolve) => { frame.onload = resolve; form.submit() })
    log('a form', shown(await told('?form')))
    frame.remove()
    const image = new Image()
    const ended = new Promise((resolve) => { image.onload = image.onerror = resolve })
    image.src = 'answer?of-img'
    await ended
    const { mode, credentials, referrer, destination } = await told('?of-img')
    log('an image', { mode, credentials, referrer, destination })
    await dropped()
  }]
]
