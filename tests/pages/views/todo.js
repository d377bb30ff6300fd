/** What the tests of views have the app's page do. */

import { views } from 'oro:window'
import { request } from 'oro:ipc'

const over = document.querySelector('#over')
const failure = (promise) => promise.then(() => null, (error) => ({ name: error.name, message: error.message }))

/** Wait for an event of a view that fits. */
function heard (view, type, fits = () => true) {
  return new Promise((resolve) => {
    const listen = (event) => {
      if (!fits(event)) return
      view.removeEventListener(type, listen)
      resolve(event.detail ?? { data: event.data, origin: event.origin })
    }
    view.addEventListener(type, listen)
  })
}

/** Add a view of a page that posts `ready`, and wait for that. */
async function shown (url, options = {}) {
  const view = await views.add({ url, over, ...options })
  await heard(view, 'message', ({ data }) => data === 'ready')
  return view
}

/** Ask the page in a view to do something, and return what it answers. */
async function ask (view, question, value) {
  const answer = heard(view, 'message', ({ data }) => data?.answer === question)
  await view.postMessage({ question, value })
  return (await answer).data.value
}

/** Keep all that a view tells. */
function record (view) {
  const told = []
  for (const type of ['document', 'url', 'title', 'loading', 'fail', 'window', 'refuse', 'port', 'crash', 'dropped', 'close']) {
    view.addEventListener(type, ({ detail: { lost, ...detail } }) => told.push({ type, ...detail }))
  }
  return told
}

/** Engines may refuse these without a word. */
const UNTOLD = ['file:///etc/passwd', 'data:text/html,hello', 'mailto:a@example.com']
const TARGETS = ['oro://org.example.views/index.html', 'ipc://core.ping', 'http://localhost.test/']

export const todo = {
  async port (site) {
    const view = await shown(site + '/page')
    const other = site.replace('127.0.0.1', 'localhost')
    const out = {}
    out.state = view.state
    out.echo = await ask(view, 'echo', { deep: [1, 'two', null] })
    out.world = await ask(view, 'world')
    out.forged = await ask(view, 'forge')
    const dropped = heard(view, 'dropped')
    await ask(view, 'flood')
    out.dropped = (await dropped).count > 0
    out.large = await ask(view, 'echo', 'x'.repeat(300_000)).then(({ length }) => length)
    const gone = heard(view, 'document', ({ detail }) => detail.url === 'about:blank')
    await ask(view, 'blank')
    await gone
    out.toNobody = await view.postMessage('nobody')
    const stranger = await views.add({ url: other + '/page', bounds: { x: 0, y: 0, width: 50, height: 50 }, allow: [site] })
    await heard(stranger, 'port')
    await stranger.load(site + '/page')
    await heard(stranger, 'message', ({ data }) => data === 'ready')
    out.origins = (await request('window.views.list')).data.map(({ origin }) => origin)
    const without = await views.add({ url: site + '/page', bounds: { x: 0, y: 0, width: 50, height: 50 }, port: false })
    await heard(without, 'loading', ({ detail }) => !detail.loading)
    out.without = await without.postMessage('nobody')
    return out
  },

  async hostile (site) {
    const view = await shown(site + '/page', { over: undefined, bounds: { x: 10, y: 10, width: 200, height: 200 } })
    const told = record(view)
    const out = { page: await ask(view, 'attack', site) }
    out.refused = []
    for (const url of UNTOLD) await ask(view, 'navigate', url)
    for (const url of TARGETS) {
      const refused = heard(view, 'refuse', ({ detail }) => detail.what === 'navigate')
      await ask(view, 'navigate', url)
      out.refused.push((await refused).detail)
      const again = heard(view, 'message', ({ data }) => data === 'ready')
      await view.load(site + '/page')
      await again
    }
    const download = heard(view, 'refuse', ({ detail }) => detail.what === 'download')
    await ask(view, 'download', site + '/file')
    out.download = (await download).detail
    out.heard = globalThis.heard
    out.still = view.state.url
    out.told = told.filter(({ type }) => type === 'refuse').map(({ what }) => what)
    out.documents = told.filter(({ type }) => type === 'document').map(({ url }) => url)
    return out
  },

  async limits (site, nowhere) {
    const other = site.replace('127.0.0.1', 'localhost')
    const view = await shown(site + '/page', { allow: [other] })
    const out = {}
    const there = heard(view, 'document', ({ detail }) => detail.origin === other)
    await ask(view, 'navigate', other + '/page')
    out.there = (await there).url
    const second = heard(view, 'message', ({ data }) => data === 'ready')
    await view.load(site + '/page?second')
    await second
    const back = heard(view, 'document')
    await view.back()
    out.back = (await back).url
    out.scope = await failure(views.add({ url: 'http://example.test/' }))
    out.scheme = await failure(views.add({ url: 'file:///etc/passwd' }))
    out.own = await failure(views.add({ url: location.href }))
    out.right = await failure(views.add({ url: site, rights: ['fs'] }))
    out.pattern = await failure(views.add({ url: site, allow: ['example.com'] }))
    const mail = await views.add({ html: '<title>Mail</title><p>Dear all', scripts: false, over })
    const titled = heard(mail, 'title')
    out.mail = (await titled).title
    await view.close()
    out.left = views.list().length
    const missing = await views.add({ url: nowhere, over })
    out.fail = (await heard(missing, 'fail')).url
    return out
  },

  async rights (site) {
    const view = await shown(site + '/page', { rights: ['geolocation', 'clipboard'] })
    const out = { page: await ask(view, 'rights') }
    const other = site.replace('127.0.0.1', 'localhost')
    out.listed = (await request('window.views.list')).data.map(({ rights }) => rights)
    const none = await shown(other + '/page')
    out.none = await ask(none, 'rights')
    return out
  },

  async profiles (site) {
    const out = {}
    for (const [name, options] of [['anna', { profile: 'anna' }], ['bert', { profile: 'bert' }], ['private', { ephemeral: true }]]) {
      const view = await shown(site + '/page', options)
      out[name] = await ask(view, 'cookie', name)
      await view.close()
    }
    const again = await shown(site + '/page', { profile: 'anna' })
    out.again = await ask(again, 'cookie', 'x')
    return out
  },

  async crash (site) {
    const view = await shown(site + '/page')
    const crash = heard(view, 'crash')
    await request('test.kill')
    const { reason } = await crash
    const again = heard(view, 'message', ({ data }) => data === 'ready')
    await view.reload()
    await again
    return { reason: Boolean(reason) }
  },

  async reload (site) {
    if (sessionStorage.getItem('reloaded')) return { left: (await request('window.views.list')).data.length }
    await shown(site + '/page')
    sessionStorage.setItem('reloaded', 'yes')
    location.reload()
    return new Promise(() => {})
  },

  async find (site) {
    const view = await shown(site + '/page')
    const out = { found: await view.find('needle') }
    await view.stopFinding()
    out.zoom = [await view.setZoom(1.5), await ask(view, 'width')]
    return out
  }
}
