import { test } from 'oro:test'
import { request } from 'oro:ipc'
import { isOnline, onChange, status } from 'oro:network'

/** @param {string[]} interfaces */
async function plug (...interfaces) {
  const { err } = await request(/** @type {any} */ ('plug'), { interfaces: JSON.stringify(interfaces) })
  if (err) throw err
}

/** @param {string} type @returns {Promise<any>} */
const event = type => new Promise(resolve => addEventListener(type, resolve, { once: true }))

test('going offline and online again is told, and navigator knows', async t => {
  await plug('eth0')
  await until(() => navigator.onLine)
  /** @type {any[]} */
  const told = []
  const off = onChange(each => told.push(each))
  const offline = event('offline')
  await plug()
  t.deepEqual((await offline).detail, { name: 'offline', message: 'The machine is connected to no network' })
  t.deepEqual([navigator.onLine, isOnline()], [false, false])
  t.deepEqual(await status(), { online: false, interfaces: [] })
  const online = event('online')
  await plug('wlan0')
  t.equal((await online).detail.name, 'online')
  t.equal(navigator.onLine, true)
  const changed = event('networkchange')
  await plug('wlan0', 'eth0')
  await changed
  t.deepEqual(told, [
    { online: false, interfaces: [] },
    { online: true, interfaces: ['wlan0'] },
    { online: true, interfaces: ['wlan0', 'eth0'] }
  ])
  off()
})

test('a frame knows as well, from its first script on', async t => {
  const frame = document.createElement('iframe')
  frame.src = '/index.html'
  const loaded = new Promise(resolve => frame.addEventListener('load', resolve))
  document.body.append(frame)
  await loaded
  t.equal(typeof frame.contentWindow?.navigator.onLine, 'boolean')
  frame.remove()
})

/** @param {() => boolean} condition */
async function until (condition) {
  while (!condition()) await new Promise(resolve => requestAnimationFrame(resolve))
}
