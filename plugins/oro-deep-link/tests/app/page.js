import { getCurrentWindow } from 'oro:application'
import deepLink from 'oro:deep-link'
import ipc from 'oro:ipc'
import { test } from 'oro:test'

/** @returns {Promise<URL>} */
const next = () => new Promise((resolve) => { const off = deepLink.onURL((url) => { off(); resolve(url) }) })

test('a page hears of the address the app was started with', async (t) => {
  t.deepEqual(await deepLink.urls(), ['orotest://start?a=1'])
})

test('what another program opens reaches the page, through a second start', async (t) => {
  t.equal(await deepLink.isRegistered(), false)
  await deepLink.register()
  t.equal(await deepLink.isRegistered(), true)
  const heard = next()
  const event = new Promise((resolve) => addEventListener('applicationurl', resolve, { once: true }))
  t.equal((await ipc.request('test.open', { url: 'orotest://host/path?x=%22a%20b%22#y' })).data, 0)
  t.equal((await heard).href, 'orotest://host/path?x=%22a%20b%22#y')
  const { isValid, source } = /** @type {any} */ (await event)
  t.deepEqual({ isValid, source }, { isValid: true, source: 'orotest://host/path?x=%22a%20b%22#y' })
  t.deepEqual((await deepLink.urls()).slice(1), ['orotest://host/path?x=%22a%20b%22#y'])
  await deepLink.unregister()
  t.equal(await deepLink.isRegistered(), false)
})

test('links to addresses of the app are told, not followed', async (t) => {
  // QtWebEngine tells of links to schemes it does not know when a person clicks them, and a script is no person.
  const own = navigator.userAgent.includes('QtWebEngine') ? [] : ['orotest:link']
  for (const href of [...own, 'https://app.example.org/x']) {
    const heard = next()
    const link = document.createElement('a')
    link.href = href
    document.body.append(link)
    link.click()
    t.equal((await heard).href, href)
  }
  t.deepEqual((await deepLink.urls()).slice(2), [...own, 'https://app.example.org/x'], 'each once')
  t.ok(location.href.startsWith('oro://org.example.deep-link/'))
})

test('openExternal() with an address of the app is told, too', async (t) => {
  const [heard, window] = [next(), await getCurrentWindow()]
  t.deepEqual(await window?.openExternal('orotest:outside'), { url: 'orotest:outside' })
  t.equal((await heard).href, 'orotest:outside')
})
