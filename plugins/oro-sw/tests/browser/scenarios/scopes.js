// Which worker a document and a request belong to.

import { controlled, outcome, text } from './kit.js'

const { serviceWorker } = navigator
const path = (url) => url && new URL(url).pathname
const scopeOf = async (url) => path((await serviceWorker.getRegistration(url))?.scope)

export default [
  ['/scopes/', async (log) => {
    const outer = await controlled('sw.js')
    const inner = await serviceWorker.register('inner/sw.js')
    const narrow = await serviceWorker.register('sw.js', { scope: 'narrow/' })
    await Promise.all([inner, narrow].map(activated))
    log('scopes', [outer, inner, narrow].map(({ scope }) => path(scope)))
    log('all', (await serviceWorker.getRegistrations()).map(({ scope }) => path(scope)).filter((scope) => scope.startsWith('/scopes/')).sort())
    log('of', await Promise.all(['', 'inner/', 'inner/deep/er', 'inner', 'narrow/x', '/elsewhere/', '/scopes'].map(scopeOf)))
    log('same', await serviceWorker.register('sw.js') === outer, await serviceWorker.getRegistration() === outer)
    log('controller', path(serviceWorker.controller.scriptURL))
    log('by the document', await text('which'), await text('inner/which'))
  }],
  ['/scopes/inner/', async (log) => {
    log('inner', path(serviceWorker.controller?.scriptURL), await text('which'), await text('/scopes/which'))
  }],
  ['/scopes/narrow/', async (log) => {
    log('narrow', path(serviceWorker.controller?.scriptURL), await text('which'))
    const inner = await serviceWorker.getRegistration('/scopes/inner/')
    log('unregistered', await inner.unregister(), await scopeOf('/scopes/inner/'))
  }],
  ['/scopes/inner/', async (log) => {
    log('outer again', path(serviceWorker.controller?.scriptURL), await text('which'))
  }],
  ['/elsewhere/', async (log) => {
    log('outside', serviceWorker.controller, await scopeOf(''), (await text('/scopes/which')).slice(0, 3))
    const refused = async (...given) => outcome(serviceWorker.register(...given).then(() => 'registered'))
    log('too wide', await refused('/scopes/inner/sw.js', { scope: '/scopes/' }))
    const allowed = `/scopes/inner/answer?body=${encodeURIComponent('1')}&content-type=text/javascript&service-worker-allowed=/scopes/`
    const wide = await serviceWorker.register(allowed, { scope: '/scopes/wide/' })
    await activated(wide)
    log('allowed', path(wide.scope), await scopeOf('/scopes/wide/'))
    log('no script', await refused('/scopes/missing.js'))
    log('no JavaScript', await refused('/scopes/frame.html'))
    log('throws', await refused(`/scopes/answer?content-type=text/javascript&body=${encodeURIComponent('throw new Error("on purpose")')}`))
    log('wrong', await refused(`/scopes/answer?content-type=text/javascript&body=${encodeURIComponent('what is this')}`))
    log('elsewhere', await refused('https://example.org/sw.js'))
    log('slashes', await refused('/scopes/sw.js', { scope: '/scopes/a%2fb' }))
  }]
]

async function activated ({ installing, waiting, active }) {
  const worker = installing ?? waiting ?? active
  while (worker.state !== 'activated') await new Promise((resolve) => worker.addEventListener('statechange', resolve, { once: true }))
}
