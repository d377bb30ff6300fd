import { test } from 'oro:test'
import { request } from 'oro:ipc'
import { bind, bindAll, configure, list, listen } from 'oro:shortcuts'

/** @param {string} route @param {Record<string, any>} [params] */
async function desk (route, params = {}) {
  const { err } = await request(/** @type {any} */ (`desk.${route}`), params)
  if (err) throw err
}

/** @param {EventTarget} target @param {string} type @returns {Promise<any>} */
const event = (target, type) => new Promise(resolve => target.addEventListener(type, resolve, { once: true }))

test('a shortcut tells its keys, presses and releases', async t => {
  const bar = await bind({ id: 'bar', description: 'Show the bar', trigger: 'Ctrl+Shift+K' })
  t.deepEqual([bar.id, bar.description, bar.trigger, bar.by], ['bar', 'Show the bar', 'Press Control+Shift+L', 'portal'])
  const pressed = event(bar, 'press')
  const released = event(bar, 'release')
  await desk('use', { id: 'bar' })
  t.deepEqual((await pressed).detail, { id: 'bar', time: 5, token: 'a token' })
  t.equal((await released).detail.id, 'bar')
  const changed = event(bar, 'change')
  await configure()
  await changed
  t.equal(bar.trigger, 'Press Pause')
  await bar.unbind()
  t.deepEqual(await list(), [])
})

test('several are bound at once', async t => {
  const all = await bindAll([{ id: 'a', description: 'A', trigger: 'Alt+1' }, { id: 'b', description: 'B' }])
  t.deepEqual(all.map(each => [each.id, each.trigger]), [['a', 'Press ALT+1'], ['b', '']])
  await Promise.all(all.map(each => each.unbind()))
})

test('a person who declines is an error', async t => {
  const error = await bind({ id: 'no', description: 'Refuse me', trigger: 'Alt+2' }).catch(error => error)
  t.equal(error.name, 'NotAllowedError')
})

test('a command that was bound by hand is heard without keys', async t => {
  const pressed = new Promise(resolve => listen('hand', { press: resolve }))
  await desk('start', { id: 'hand' })
  t.equal((await /** @type {any} */ (pressed)).id, 'hand')
})
