// Redirects: those a worker fetches, and those it answers with.

import { controlled, dropped, inside, outcome } from './kit.js'

let other = ''
const local = (url) => url.replace(location.origin, '').replace(encodeURIComponent(other), 'other')

/** Load a frame that is redirected, or not; tell where it came to. */
async function framed (src) {
  const frame = document.createElement('iframe')
  frame.src = src
  document.body.append(frame)
  await new Promise((resolve) => { frame.onload = resolve })
  // One that a host sends on by a page of its own loads twice.
  for (let times = 0; times < 100 && frame.contentDocument?.querySelector('meta[http-equiv=refresh]'); times++) await new Promise((resolve) => { frame.onload = resolve })
  try {
    const { location, document } = frame.contentWindow
    return [local(location.href), document.title.slice(0, 20)]
  } catch {
    return 'error'
  }
}

export default [
  ['/asked/', async (log) => {
    const { active } = await controlled('sw.js')
    other = await (await fetch('/control/other')).json()
    const answering = (work, data) => inside(active, ({ data: { data } }) => {
      const answer = (0, eval)(`(${data.work})`)
      globalThis.kept.fetched.length = 0
      globalThis.kept.answer = (event) => {
        const { pathname } = new URL(event.request.url)
        if (pathname.includes('given')) event.respondWith((async () => answer(event.request, data.data))())
      }
    }, { work: String(work), data })
    const seen = () => inside(active, () => globalThis.kept.fetched.map(({ request, clientId, resultingClientId }) => [request.url.replace(location.origin, ''), request.method, request.mode, request.redirect]))
    const away = (status, location = 'answer?body=there') => `answer?status=${status}&${new URLSearchParams({ location })}`
    const fetched = async (url, init) => {
      const found = await inside(active, async ({ data: { data } }) => {
        const response = await fetch(data.url, data.init)
        const { type, status, ok, statusText, url, redirected, headers } = response
        return [url, type, status, ok, statusText, redirected, [...headers].length > 0, response.clone().redirected, await response.text()]
      }, { url, init })
      return Array.isArray(found) ? [local(found[0]), ...found.slice(1)] : found
    }

    for (const status of [301, 302, 303, 307, 308]) log('followed', status, await fetched(away(status), {}))
    log('not followed', await fetched(away(302), { redirect: 'manual' }))
    log('refused', await fetched(away(302), { redirect: 'error' }))
    log('none', await fetched('answer?body=here', { redirect: 'manual' }), await fetched('answer?body=here', { redirect: 'error' }))
    log('twice', await fetched(away(302, away(301)), {}))
    log('head', await fetched(away(303), { method: 'HEAD' }))
    log('elsewhere', await fetched(away(302, other + 'x?body=far'), {}))
    const consent = await fetched(away(302, other + 'x?body=far&access-control-allow-origin=*'), {})
    log('elsewhere with consent', consent[1], consent[2], consent[5], consent[8])
    log('elsewhere without asking', await fetched(away(302, other + 'x?body=far'), { mode: 'no-cors' }))
    log('elsewhere, same origin', await fetched(away(302, other + 'x?body=far'), { mode: 'same-origin' }))
    log('not followed elsewhere', await fetched(away(302, other + 'x?body=far'), { redirect: 'manual' }))
    log('cached', await inside(active, async ({ data: { data } }) => {
      const cache = await caches.open('redirects')
      const told = []
      const tried = async (work) => told.push(await work().then((value) => value ?? 'done', (error) => error.name))
      await tried(() => cache.add(data))
      await tried(() => cache.add(new Request(data, { redirect: 'manual' })))
      await tried(async () => cache.put('manual', await fetch(data, { redirect: 'manual' })))
      for (const name of [data, 'manual']) {
        const { type, status, url, redirected, body } = await cache.match(name)
        told.push([type, status, url.replace(location.origin, ''), redirected, body === null])
      }
      return told
    }, away(302, 'answer?body=<title>page</title>&content-type=text/html')))

    const got = (init) => outcome(fetch('given', init).then(async (response) => [response.type, response.status, local(response.url), response.redirected, await response.text()]))
    await answering(() => Response.redirect('answer?body=there'))
    log('a redirect', await got())
    log('asked', await seen())
    await answering(() => Response.redirect('answer?body=there', 303))
    log('posted', await got({ method: 'POST', body: 'x' }))
    await answering(() => Response.redirect('answer?body=there'))
    log('refused by the page', await got({ redirect: 'error' }))
    await answering(() => new Response(null, { status: 302, headers: { location: 'answer?body=relative' } }))
    log('a relative one', await got())
    await answering((request) => request.url.endsWith('2') ? new Response('from the worker') : Response.redirect('given?2'))
    log('to the worker', await got())
    await answering(() => Response.redirect('given'))
    log('for ever', await got())
    await answering(() => new Response(null, { status: 302 }))
    log('nowhere', await got())
    await answering((request, url) => fetch(url), away(302))
    log('one that was followed', (await got()).pop())
    log('one that was followed, for a page that follows none', await got({ redirect: 'error' }), await got({ redirect: 'manual' }))
    await answering((request, url) => fetch(url, { redirect: 'manual' }), away(302))
    log('one that was not followed', await got(), (await got({ redirect: 'manual' })).slice(0, 2))
    await answering((request) => Response.json([request.mode, request.redirect]))
    log('what a page says', await got({ mode: 'same-origin', redirect: 'manual' }), await got({ redirect: 'error' }), await got(), await got({ mode: 'no-cors' }))
    const sent = await fetch(away(302))
    log('sent on by the origin', local(sent.url), sent.redirected, await seen())
    await answering((request, url) => Response.redirect(url), other + 'x?body=far&access-control-allow-origin=*')
    log('to another site', (await got()).slice(1, 2))
    await answering((request, url) => Response.redirect(url), other + 'x?body=far')
    log('to another site without consent', await got())

    const page = 'answer?body=<title>page</title>&content-type=text/html'
    await answering((request, url) => Response.redirect(url), page)
    log('frame', await framed('given.html'), await seen())
    await answering((request, url) => fetch(url, { redirect: 'manual' }), away(302, page))
    log('frame, not followed', await framed('given.html'), await seen())
    await answering((request) => fetch(request))
    log('frame, handed on', await framed('deep/given/' + away(302, '/asked/' + page)), await seen())
    await answering(() => caches.match('manual'))
    log('frame, from a cache', await framed('given.html'), (await seen()).length)
    await answering((request, url) => fetch(url), away(302, page))
    log('frame, followed', (await framed('given.html'))[1] === 'page', await seen())
    await inside(active, () => caches.delete('redirects'))
    await inside(active, () => { delete globalThis.kept.answer })
    await dropped()
  }]
]
