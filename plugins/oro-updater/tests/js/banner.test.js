import { test } from 'oro:test'
import { check, onChange, status } from 'oro:updater'
import { UpdateBanner, texts } from 'oro:updater/banner'

const OFFERED = {
  version: '1.0', channel: 'stable', updatable: true, why: '', activity: 'idle', received: 0, total: 0,
  available: { version: '2.0', notes: 'Warmer tea', released: '2026-11-24', size: 3456789 },
  ready: '', next: '1.0', previous: '', failed: [], error: ''
}

/** @param {object} changes */
const tell = changes => dispatchEvent(new CustomEvent('updaterchange', { detail: { ...OFFERED, ...changes } }))

/** @returns {{ banner: UpdateBanner, part: (selector: string) => any, buttons: () => string[] }} */
function shown () {
  const banner = new UpdateBanner()
  document.body.append(banner)
  const root = /** @type {ShadowRoot} */ (banner.shadowRoot)
  const buttons = () => [...root.querySelectorAll('button')].filter(each => !each.hidden).map(each => each.textContent ?? '')
  return { banner, part: selector => root.querySelector(selector), buttons }
}

test('a banner is not there until a version is', async t => {
  const { banner, part, buttons } = shown()
  t.ok(banner.hidden)
  tell({ available: null })
  t.ok(banner.hidden)
  tell({})
  t.ok(!banner.hidden)
  t.equal(part('h2').textContent, 'Version 2.0 is available')
  t.equal(part('p').textContent, 'Warmer tea')
  t.equal(part('small').textContent, '3.5 MB')
  t.deepEqual(buttons(), [texts.later, texts.update])
  banner.remove()
})

test('a banner follows the download and offers the restart', async t => {
  const { banner, part, buttons } = shown()
  tell({ activity: 'downloading', received: 300_000, total: 1_000_000 })
  t.deepEqual([part('progress').hidden, part('progress').value, part('progress').max], [false, 300_000, 1_000_000])
  t.equal(part('small').textContent, '0.3 of 1.0 MB')
  t.deepEqual(buttons(), [texts.later])
  tell({ ready: '2.0', next: '2.0' })
  t.equal(part('h2').textContent, 'Version 2.0 is ready')
  t.deepEqual(buttons(), [texts.later, texts.restart])
  banner.remove()
})

test('a banner says why an app cannot replace itself', async t => {
  const { banner, part, buttons } = shown()
  tell({ updatable: false, why: 'It belongs to another user' })
  t.equal(part('p').textContent, 'It belongs to another user')
  t.deepEqual(buttons(), [texts.later])
  banner.remove()
})

test('Later and Escape put a banner away until another version is there', async t => {
  const { banner, part } = shown()
  tell({})
  part('button').click()
  t.ok(banner.hidden)
  tell({})
  t.ok(banner.hidden)
  tell({ available: { ...OFFERED.available, version: '3.0' } })
  t.ok(!banner.hidden)
  part('.main').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }))
  t.ok(banner.hidden)
  banner.remove()
})

test('a failure is told, and can be tried again', async t => {
  const { banner, part, buttons } = shown()
  tell({})
  part('.main').click()
  await until(() => part('h2').textContent === texts.failed)
  t.ok(part('p').textContent.startsWith('Cannot update from ""'))
  t.deepEqual(buttons(), [texts.later, texts.retry])
  t.equal(part('section').getAttribute('aria-live'), 'polite')
  banner.remove()
})

test('an app without a server says so', async t => {
  for (const each of [status, check]) {
    const error = await each().then(() => undefined, error => error)
    t.ok(error?.message.startsWith('Cannot update from ""'), String(error))
  }
  const off = onChange(() => {})
  off()
})

/** @param {() => boolean} condition */
async function until (condition) {
  while (!condition()) await new Promise(resolve => setTimeout(resolve, 10))
}
