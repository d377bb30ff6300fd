// What can be registered, and what is found again.

import { dropped, outcome, registered, text } from './kit.js'

const { serviceWorker } = navigator
const path = (url) => url && new URL(url).pathname
const SCRIPT = 'sw.js'

const said = (...given) => outcome(serviceWorker.register(...given).then(({ scope }) => path(scope)))

export default [
  ['/asked/', async (log) => {
    log('nothing', await outcome((async () => serviceWorker.register())()))
    log('no URL', await said('http://['), await said(SCRIPT, { scope: 'http://[' }))
    log('schemes', await said('data:text/javascript,'), await said('blob:x'), await said('about:blank'), await said(SCRIPT, { scope: 'data:text/html,' }))
    log('options', await said(SCRIPT, { type: 'nonsense' }), await said(SCRIPT, { updateViaCache: 'nonsense' }))
    log('origins', await said('https://example.org/sw.js'), await said(SCRIPT, { scope: 'https://example.org/' }))
    log('scopes', await said(SCRIPT, { scope: '/' }), await said(SCRIPT, { scope: '/asked' }), await said(SCRIPT, { scope: '../asked/x' }), await said(SCRIPT, { scope: 'x?y#z' }))
    log('escapes', await said('%2e/sw.js'), await said('a%5csw.js'), await said(SCRIPT, { scope: 'a%5Cb' }), await said('./sw.js#there', { scope: 'fragment/' }))
    log('found', (await serviceWorker.getRegistrations()).map(({ scope }) => new URL(scope).pathname + new URL(scope).search).sort())
    await dropped()
    log('none', await serviceWorker.getRegistrations(), await serviceWorker.getRegistration(), await serviceWorker.getRegistration('/'))
    log('get elsewhere', await outcome(serviceWorker.getRegistration('https://example.org/')))

    const all = await Promise.all(Array.from({ length: 4 }, () => serviceWorker.register(SCRIPT)))
    log('at once', all.every((each) => each === all[0]), (await serviceWorker.getRegistrations()).length)
    log('members', all[0].updateViaCache, path(all[0].scope), all[0] instanceof EventTarget)
    await dropped()
    const one = await registered(SCRIPT, { scope: 'cache/', updateViaCache: 'none' })
    const other = await serviceWorker.register(SCRIPT, { scope: 'cache/', updateViaCache: 'all' })
    log('cache', other === one.registration, other.updateViaCache, other.active === one.worker, other.installing, other.waiting)
    await dropped()
    log('types', ...(await Promise.all(['text/javascript', 'application/javascript', 'application/x-javascript', 'text/ecmascript', 'application/ecmascript', 'text/plain', 'application/json', 'text/javascript; charset=utf-8'].map((type, at) =>
      said(`answer?body=1&content-type=${encodeURIComponent(type)}`, { scope: `type/${at}` })))).map((each) => each.slice(0, 12)))
    log('statuses', ...await Promise.all([203, 404, 500, 302].map((status, at) => said(`answer?status=${status}&body=1&content-type=text/javascript&location=sw.js`, { scope: `status/${at}` }))))
    const allowed = (scope, value) => said(`answer?body=1&content-type=text/javascript&service-worker-allowed=${encodeURIComponent(value)}`, { scope })
    log('allowed', await allowed('/', '/'), await allowed('/elsewhere/', '/elsewhere'), await allowed('/elsewhere/', '/other/'), await allowed('/asked/x', '/asked/x/'), await allowed('/up/', '../up'), await allowed('/', 'https://example.org/'))
    await dropped()
  }],
  ['/elsewhere/', async (log) => {
    let ready = false
    serviceWorker.ready.then(() => { ready = true })
    await registered('/asked/sw.js', { scope: '/asked/' })
    log('ready for none', ready, serviceWorker.ready === serviceWorker.ready, serviceWorker.controller)
    await dropped()
    log('gone', await text('/asked/nothing').then((found) => found.slice(0, 3)))
  }]
]
