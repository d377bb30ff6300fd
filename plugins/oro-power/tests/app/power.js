import { test } from 'oro:test'
import { request } from 'oro:ipc'
import { awake, on, status } from 'oro:power'

const DELAY = 'logind sleep:shutdown delay: org.example.power, Finish what it is doing'

/** @param {string} route @param {Record<string, any>} [params] @returns {Promise<any>} */
async function desk (route, params = {}) {
  const { data, err } = await request(/** @type {any} */ (`desk.${route}`), params)
  if (err) throw err
  return data
}

/** @param {EventTarget} target @param {string} type @returns {Promise<any>} */
const event = (target, type) => new Promise(resolve => target.addEventListener(type, resolve, { once: true }))

test('the machine is kept awake until it is closed', async t => {
  const film = await awake({ display: true, reason: 'Playing a film' })
  t.deepEqual(film.by, ['screen saver', 'logind'])
  t.deepEqual(await desk('held'), ['logind sleep:idle block: org.example.power, Playing a film', 'screen saver: org.example.power, Playing a film'])
  await film.close()
  await film.close()
  t.equal(film.closed, true)
  t.deepEqual(await desk('held'), [])
})

test('what cannot be held is an error that says why', async t => {
  const error = await awake({ reason: '' }).catch(error => error)
  t.equal(error.code, 'ERR_INVALID_ARG')
})

test('navigator.wakeLock keeps the screen on', async t => {
  document.title = 'Films'
  const lock = await navigator.wakeLock.request('screen')
  t.deepEqual([lock.type, lock.released], ['screen', false])
  t.ok((await desk('held')).includes('screen saver: org.example.power, Films keeps the screen on'))
  const released = event(lock, 'release')
  await lock.release()
  await released
  t.equal(lock.released, true)
  t.deepEqual(await desk('held'), [])
  const error = await navigator.wakeLock.request(/** @type {any} */ ('system')).catch(error => error)
  t.ok(error instanceof TypeError)
})

test('navigator.getBattery follows the battery', async t => {
  const battery = await /** @type {any} */ (navigator).getBattery()
  t.deepEqual([battery.level, battery.charging, battery.chargingTime, battery.dischargingTime], [0.8, true, 1800, Infinity])
  t.equal(await /** @type {any} */ (navigator).getBattery(), battery)
  const low = event(battery, 'levelchange')
  await desk('charge', { percentage: 10 })
  await low
  t.deepEqual([battery.level, battery.charging, battery.dischargingTime], [0.1, false, 600])
  t.equal((await status()).battery?.state, 'discharging')
})

test('the machine waits for all handlers before it sleeps', async t => {
  /** @type {(value?: any) => void} */
  let finish = () => {}
  const work = new Promise(resolve => { finish = resolve })
  /** @type {string[]} */
  const order = []
  const begun = new Promise(resolve => on('sleep', () => {
    order.push('begun')
    resolve(undefined)
    return work
  }))
  const off = await on('sleep', () => { order.push('at once') })
  const woke = new Promise(resolve => on('wake', resolve))
  await status()
  t.deepEqual(await desk('held'), [DELAY])
  await desk('sleep', { before: true })
  await begun
  t.deepEqual(await desk('held'), [DELAY])
  finish()
  await until(async () => (await desk('held')).length === 0)
  t.deepEqual(order, ['begun', 'at once'])
  await desk('sleep', { before: false })
  await woke
  off()
})

/** @param {() => Promise<boolean>} condition */
async function until (condition) {
  while (!await condition()) await new Promise(resolve => setTimeout(resolve, 10))
}
