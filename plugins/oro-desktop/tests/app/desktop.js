import { test } from 'oro:test'
import { request } from 'oro:ipc'
import { followSettings, onSettings, opened, recent, setBadge, setProgress, settings } from 'oro:desktop'

/** @param {string} route @param {Record<string, any>} [params] @returns {Promise<any>} */
async function desk (route, params = {}) {
  const { data, err } = await request(/** @type {any} */ (`desk.${route}`), params)
  if (err) throw err
  return data
}

test('navigator.setAppBadge shows a number on the icon', async t => {
  await navigator.setAppBadge(7)
  t.deepEqual([(await desk('shown')).count, (await desk('shown'))['count-visible']], [7, true])
  await navigator.setAppBadge()
  t.equal((await desk('shown')).count, 1)
  await navigator.setAppBadge(0)
  t.equal((await desk('shown'))['count-visible'], false)
  t.equal(await setBadge(2), true)
  await navigator.clearAppBadge()
  t.equal((await desk('shown'))['count-visible'], false)
  t.ok(await navigator.setAppBadge(-1).catch(error => error) instanceof TypeError)
})

test('progress is shown on the icon', async t => {
  t.equal(await setProgress(0.5), true)
  t.equal((await desk('shown')).progress, 0.5)
  await setProgress(null)
  t.equal((await desk('shown'))['progress-visible'], false)
})

test('settings of the desktop are on the root, and follow the person', async t => {
  t.deepEqual(await settings(), { colorScheme: 'dark', accentColor: '#3366ff', contrast: 'no-preference', reducedMotion: false, textScale: 1.25 })
  const stop = await followSettings()
  const root = document.documentElement
  t.equal(root.style.getPropertyValue('--oro-accent-color'), '#3366ff')
  t.deepEqual([root.dataset.oroContrast, root.dataset.oroReducedMotion], ['no-preference', 'no-preference'])
  /** @type {(value?: any) => void} */
  let larger = () => {}
  const scaled = new Promise(resolve => { larger = resolve })
  const off = await onSettings(({ textScale }) => { if (textScale === 2) larger() })
  await desk('scale', { factor: 2 })
  await scaled
  t.equal(root.style.getPropertyValue('--oro-text-scale'), '2')
  off()
  stop()
})

test('media queries say the same, where the engine can be told', async t => {
  await settings()
  if (!('webkit' in globalThis)) return
  const dark = matchMedia('(prefers-color-scheme: dark)')
  if (!dark.matches) await new Promise(resolve => dark.addEventListener('change', resolve, { once: true }))
  t.equal(dark.matches, true)
})

test('recent files are those of the app', async t => {
  await recent.add('oro.toml', { type: 'application/toml', title: 'Its settings', groups: ['Development'] })
  const [file] = await recent.list()
  t.deepEqual([file.type, file.title], ['application/toml', 'Its settings'])
  t.ok(file.path.endsWith('/oro.toml'))
  t.equal(await recent.clear(), 1)
  t.deepEqual(await recent.list(), [])
})

test('the app knows the files it was started with', async t => {
  const [path] = await opened()
  t.ok(path.endsWith('/notes.txt'))
})
