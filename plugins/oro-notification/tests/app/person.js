import ipc from 'oro:ipc'
import { Notification as Own, NotificationOptions, showNotification } from 'oro:notification'
import { test } from 'oro:test'

/** @param {...string} words */
const dunst = async (...words) => {
  const { err, data } = await ipc.request('test.dunst', { words: JSON.stringify(words) })
  if (err) throw err
  return data
}
const history = async () => (await ipc.request('test.shown')).data

/** @param {any} target @param {string} name @returns {Promise<any>} */
const heard = (target, name) => new Promise((resolve) => target.addEventListener(name, resolve, { once: true }))

test('the desktop shows what a page says', async (t) => {
  t.equal(globalThis.Notification, Own)
  t.equal(Notification.permission, 'granted')
  t.equal(await Notification.requestPermission(), 'granted')
  const presented = heard(globalThis, 'notificationpresented')
  const notification = new Own('Grüße', { body: '1 < 2 & <b>not bold</b>' })
  await heard(notification, 'show')
  t.equal((await presented).detail.id, notification.id)
  t.deepEqual((await ipc.request('notification.list')).data, [{ id: notification.id }])
  t.equal(await dunst('count', 'displayed'), '1')
  notification.close()
  await heard(notification, 'close')
  t.equal(await dunst('count', 'displayed'), '0')
  const [{ summary, body, appname }] = await history()
  t.deepEqual({ summary, appname }, { summary: 'Grüße', appname: 'Notes & more' })
  t.ok(body.includes('1 &lt; 2 &amp; &lt;b&gt;not bold') || body.includes('1 < 2 & <b>not bold</b>'), body)
})

test('a page hears of a click, and of buttons by name', async (t) => {
  const notification = await showNotification('Click', { data: { kept: 1 }, actions: [{ action: 'open', title: 'Open' }] })
  t.deepEqual(notification.data, { kept: 1 })
  const response = heard(globalThis, 'notificationresponse')
  const [click] = [heard(notification, 'click'), dunst('action', '0')]
  t.equal((await click).action, '')
  t.deepEqual((await response).detail, { id: notification.id, action: 'default' })
})

test('a page hears that the person sent one away', async (t) => {
  await dunst('close-all')
  const notification = await showNotification('Away')
  const [response, closed] = [heard(globalThis, 'notificationresponse'), heard(globalThis, 'notificationclosed')]
  const close = heard(notification, 'close')
  await dunst('close')
  t.deepEqual((await response).detail, { id: notification.id, action: 'dismiss' })
  t.deepEqual((await closed).detail, { id: notification.id, reason: 'dismissed' })
  await close
  t.deepEqual((await ipc.request('notification.list')).data, [])
})

test('one of the same tag takes the place of the other', async (t) => {
  const first = await showNotification('One', { tag: 'same' })
  const closed = heard(globalThis, 'notificationclosed')
  const second = await showNotification('Two', { tag: 'same' })
  t.deepEqual((await closed).detail, { id: first.id, reason: 'replaced' })
  t.equal(await dunst('count', 'displayed'), '1')
  second.close()
  await heard(second, 'close')
})

test('pictures are the app\'s own, or names', async (t) => {
  for (const icon of ['https://example.org/x.png', '/nothing.png', 'oro://other/x.png', '/%2e%2e/%2e%2e/etc/passwd']) {
    const notification = new Own('Icon', { icon })
    const { error } = await heard(notification, 'error')
    t.equal(error.code, 'ERR_INVALID_ARG', icon)
  }
  for (const icon of ['mail-unread', '/index.html']) (await showNotification('Icon', { icon })).close()
})

test('what makes no sense is refused', async (t) => {
  const err = async (/** @type {string} */ route, /** @type {any} */ params) => (await ipc.request(route, params)).err?.code
  t.equal(await err('notification.show', { title: 'x' }), 'ERR_INVALID_ARG')
  t.equal(await err('notification.show', { id: '', title: 'x' }), 'ERR_INVALID_ARG')
  t.equal(await err('notification.show', { id: 'x', title: 'x', actions: '[1]' }), 'ERR_INVALID_ARG')
  t.equal(await err('notification.close', { id: 'unknown' }), 'NOT_FOUND_ERR')
  t.throws(() => new NotificationOptions({ dir: 'up' }), /expected auto, ltr or rtl/)
  t.throws(() => Reflect.construct(Own, []), /without a title/)
})
