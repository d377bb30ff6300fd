// Navigations that are asked of the origin while the worker is asked.

import { controlled, dropped, framed, inside, outcome, text, until } from './kit.js'

export default [
  ['/preload/', async (log) => {
    const { installing, navigationPreload: preload } = await navigator.serviceWorker.register('sw.js')
    log('none active', await outcome(preload.enable()), await outcome(preload.disable()), await outcome(preload.setHeaderValue('x')), await preload.getState())
    installing.postMessage('go')
    await until(installing, 'activated')
    log('active', await outcome(preload.disable()), await preload.getState())
    await dropped()
  }],
  ['/asked/', async (log) => {
    const { active, navigationPreload } = await controlled('sw.js')
    const page = 'preloaded/answer?body=<title>page</title>&content-type=text/html'
    const answering = (work) => inside(active, ({ data: { data } }) => {
      const answer = (0, eval)(`(${data})`)
      globalThis.kept.answer = (event) => { if (event.request.url.includes('preloaded')) answer(event) }
    }, String(work))
    /** Return the title and the text of a frame. */
    const shown = async (url) => {
      const { document, frameElement } = await framed(url)
      const found = [document.title, document.body.innerText]
      frameElement.remove()
      return found
    }

    log('at first', await navigationPreload.getState())
    await answering((event) => event.respondWith((async () => {
      const response = await event.preloadResponse
      const { type, status, redirected, ok } = response ?? {}
      const told = JSON.stringify([typeof response, type, status, redirected, ok, await response?.text()])
      return new Response(told, { headers: { 'content-type': 'text/html' } })
    })()))
    const echo = 'preloaded/echo?service-worker-navigation-preload'
    log('not enabled', await shown(echo))
    log('enabled', typeof await navigationPreload.enable(), await navigationPreload.getState(), await shown(echo))
    log('another header', typeof await navigationPreload.setHeaderValue('of mine'), await navigationPreload.getState(), await shown(echo))
    log('no header', await outcome(navigationPreload.setHeaderValue('two\nlines')), await outcome(navigationPreload.setHeaderValue('\u0100')), await outcome(navigationPreload.setHeaderValue()), await navigationPreload.getState())
    log('not navigated', await text(echo))
    log('redirected', await shown('preloaded/answer?status=302&location=answer'))
    log('missing', await shown('preloaded/answer?status=404&body=missing'))
    await answering((event) => event.respondWith(event.preloadResponse))
    log('handed on', await shown(page))
    await answering(() => {})
    log('left alone', await shown(page))
    await answering((event) => event.respondWith((async () => new Response(String(await event.preloadResponse === await event.preloadResponse)))()))
    log('the same', await shown(page))
    log('from the worker', await inside(active, async () => [await registration.navigationPreload.getState(), typeof await registration.navigationPreload.disable()]), await navigationPreload.getState())
    await inside(active, () => { delete globalThis.kept.answer })
    await dropped()
  }]
]
