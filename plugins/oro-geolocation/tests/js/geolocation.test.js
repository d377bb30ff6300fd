import { test } from 'oro:test'
import { request } from 'oro:ipc'
import { getCurrentPosition, watchPosition } from 'oro:geolocation'

const { geolocation } = navigator
/** @param {string} route @param {Record<string, any>} [params] @returns {Promise<any>} */
const call = async (route, params) => (await request(/** @type {any} */ (route), params)).data
const refused = (/** @type {Promise<any>} */ promise) => promise.then(() => null, (/** @type {any} */ error) => error)
/** @param {PositionOptions} [options] @returns {Promise<any>} */
const located = options => new Promise((resolve, reject) => geolocation.getCurrentPosition(resolve, reject, options))

test('navigator knows where the machine is', async t => {
  const { coords, timestamp } = await located()
  t.deepEqual([coords.latitude, coords.longitude, coords.accuracy, coords.altitude], [52.5, 0, 500, null])
  t.equal(timestamp, 1.5e12)
  t.equal((await located({ enableHighAccuracy: true })).coords.accuracy, 1)
  t.equal(await call('walk.watchers'), 0)
})

test('watching tells every step until it is cleared', async t => {
  /** @type {number[]} */
  const seen = []
  /** @type {() => void} */
  let wake = () => {}
  const watch = geolocation.watchPosition(({ coords }) => {
    seen.push(coords.longitude)
    wake()
  })
  const next = () => new Promise(resolve => { wake = () => resolve(null) })
  await next()
  for (let step = 0; step < 2; step++) {
    const told = next()
    await call('walk')
    await told
  }
  t.deepEqual(seen, [0, 1, 2])
  geolocation.clearWatch(watch)
  while (await call('walk.watchers') > 0) await new Promise(resolve => requestAnimationFrame(resolve))
  await call('walk')
  t.equal(seen.length, 3)
})

test('an error of a watch ends it', async t => {
  const error = await new Promise(resolve => {
    watchPosition(() => call('walk', { mood: 'lost' }), resolve)
  })
  t.equal(error.name, 'GeolocationPositionError')
  t.equal(error.message, 'Cannot tell where this machine is: it is lost')
})

test('what cannot be told is an error as the web has it', async t => {
  await call('walk', { mood: 'lost' })
  const lost = await refused(located())
  t.deepEqual([lost.code, lost.POSITION_UNAVAILABLE, lost.message], [2, 2, 'Cannot tell where this machine is: it is lost'])
  t.ok(lost instanceof GeolocationPositionError)
  await call('walk', { mood: 'silent' })
  t.equal((await refused(located({ timeout: 20 }))).code, 3)
  t.equal((await refused(getCurrentPosition({ timeout: 20 }))).name, 'GeolocationPositionError')
  t.equal((await refused(getCurrentPosition({ signal: AbortSignal.timeout(20) }))).name, 'AbortError')
  t.throws(() => geolocation.getCurrentPosition(/** @type {any} */ (null)), /not a function/)
})
