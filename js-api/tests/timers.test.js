import test from 'oro:test'
import { setImmediate, setInterval, clearInterval, clearTimeout, setTimeout, scheduler } from 'oro:timers'
import { setTimeout as wait, setInterval as ticks } from 'oro:timers/promises'
import process from 'oro:process'
import util from 'oro:util'

test('immediates run before timers, ticks before immediates, in order', async (t) => {
  /** @type {string[]} */
  const order = []
  setTimeout(() => order.push('timeout'), 1)
  setImmediate(() => order.push('immediate'))
  Promise.resolve().then(() => order.push('promise'))
  process.nextTick(() => order.push('tick'))
  process.nextTick((/** @type {string} */ text) => order.push(text), 'tick 2')
  await new Promise((resolve) => setImmediate(resolve))
  await wait(30)
  t.deepEqual(order.filter((name) => name !== 'timeout'), ['promise', 'tick', 'tick 2', 'immediate'], 'order')
  t.ok(order.includes('timeout'), 'the timer ran')
})

test('a Timeout can be cleared, refreshed and turned into a number', async (t) => {
  let count = 0
  const cleared = setTimeout(() => { count++ }, 1)
  clearTimeout(cleared)
  const byNumber = setTimeout(() => { count++ }, 1)
  clearTimeout(Number(byNumber))
  t.ok(setTimeout(() => {}).unref().hasRef() === false, 'unref is remembered')
  const interval = setInterval(() => { if (++count === 3) clearInterval(interval) }, 1)
  await wait(60)
  t.equal(count, 3, 'only the interval ran, until it was cleared')
})

test('timers as promises are aborted by signals', async (t) => {
  t.equal(await wait(1, 'value'), 'value', 'value')
  t.equal(await util.promisify(setTimeout)(1, 'promisified'), 'promisified', 'util.promisify')
  const abort = new AbortController()
  const waiting = wait(10000, null, { signal: abort.signal })
  abort.abort()
  t.equal((await waiting.catch((error) => error)).code, 'ABORT_ERR', 'aborted')
  let count = 0
  for await (const value of ticks(1, 'tick')) {
    t.equal(value, 'tick', 'an interval')
    if (++count === 2) break
  }
  await scheduler.wait(1)
})

test('process knows what a page knows and says which plugin knows more', (t) => {
  t.ok(process.cwd().startsWith('/') || /^[a-z]:/i.test(process.cwd()), 'cwd')
  t.ok(process.version.startsWith('v20.'), 'version')
  t.ok(process.hrtime.bigint() > 0n && process.hrtime()[0] >= 0, 'hrtime')
  t.ok(process.uptime() >= 0, 'uptime')
  let told = ''
  process.env.ORO_SEEN = /** @type {any} */ (5)
  t.equal(process.env.ORO_SEEN, '5', 'what is set is text')
  delete process.env.ORO_SEEN
  t.ok(!('ORO_SEEN' in process.env), 'and can be deleted')
  try { told = String(process.pid) } catch (error) { told = /** @type {any} */ (error).message }
  t.ok(/^\d+$/.test(told) || told.includes('oro-process'), 'pid, or which plugin has it')
})

test('signals that the host tells of are events of the process', async (t) => {
  const told = new Promise((resolve) => process.once('SIGUSR2', (...args) => resolve(args)))
  dispatchEvent(new CustomEvent('signal', { detail: { signal: 12 } }))
  t.deepEqual(await told, ['SIGUSR2', 12], 'name and number')
})
