import timers from 'node:timers'
import * as tp from 'node:timers/promises'
import util from 'node:util'
import process from 'node:process'
import { attempt, done, record } from './transcript.js'
const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate } = timers
const alive = globalThis.setInterval(() => {}, 50)
const wait = (ms) => new Promise((r) => setTimeout(r, ms))
record('offers', ['_unrefActive', 'active', 'clearImmediate', 'enroll', 'promises', 'setInterval', 'unenroll'].map((name) => typeof /** @type {any} */ (timers)[name]))
record('promises', Object.keys(tp).filter((key) => key !== 'default').sort())
for (const bad of [undefined, null, 1, 'x', {}, true, [], Symbol('a')]) {
  attempt('setTimeout ' + String(bad), () => setTimeout(bad, 1))
  attempt('setInterval ' + String(bad), () => setInterval(bad, 1))
  attempt('setImmediate ' + String(bad), () => setImmediate(bad))
}
const t = setTimeout(() => {}, 10)
record('prototype', [Object.getOwnPropertyNames(Object.getPrototypeOf(t)).sort(), t.constructor.name])
record('own', Object.keys(t))
record('fields', [t._idleTimeout, t._repeat, t._destroyed, typeof t._onTimeout, t._timerArgs])
record('ref', [t.hasRef(), t.unref() === t, t.hasRef(), t.ref() === t, t.hasRef(), t.refresh() === t, typeof +t, +t === +t, `${t}` === String(+t)])
record('close', [t.close() === t, t._destroyed, t._idleTimeout])
const i = setImmediate(() => {}, 1, 2)
record('imm', [i.constructor.name, Object.getOwnPropertyNames(Object.getPrototypeOf(i)), i.hasRef(), i.unref() === i, i.hasRef(), i.ref() === i, i._destroyed, typeof i._onImmediate])
clearImmediate(i)
record('imm cleared', [i._destroyed, i._onImmediate, i.hasRef()])
const warnings = []
process.on('warning', (w) => warnings.push([w.name, w.message, w.code]))
for (const delay of [2 ** 31, Infinity, NaN, -1, 'x', '5', 0, 1.7, null, undefined, {}, true]) {
  const timer = setTimeout(() => {}, delay)
  record('delay ' + String(delay), timer._idleTimeout)
  clearTimeout(timer)
}
for (const delay of [2 ** 31, 3]) { const x = setInterval(() => {}, delay); record('interval', [x._idleTimeout, x._repeat]); clearInterval(x) }
attempt('bigint', () => setTimeout(() => {}, 5n))
attempt('symbol', () => setTimeout(() => {}, Symbol('x')))
await wait(5)
record('warnings', warnings.splice(0))
// clear by each kind
const seen = []
clearTimeout(setTimeout(() => seen.push('object'), 1))
clearTimeout(+setTimeout(() => seen.push('number'), 1))
clearTimeout(`${setTimeout(() => seen.push('string'), 1)}`)
clearInterval(setTimeout(() => seen.push('by interval'), 1))
clearTimeout(setInterval(() => seen.push('interval by timeout'), 1))
clearTimeout(+setInterval(() => seen.push('interval by number'), 1))
for (const bad of [undefined, null, NaN, 'x', {}, [], true, false, 1e10, 1n, () => {}]) attempt('clear ' + String(bad), () => [clearTimeout(bad), clearInterval(bad)])
{ const x = setTimeout(() => seen.push('disposed'), 1); x[Symbol.dispose ?? Symbol.for('Symbol.dispose')]() }
{ const x = setTimeout(() => seen.push('closed'), 1); x.close() }
{ const x = setTimeout(() => seen.push('refreshed after number'), 5); const n = +x; x.refresh(); clearTimeout(n) }
await wait(20)
record('cleared', seen)
// this and args
await new Promise((r) => { const x = setTimeout(function (...args) { record('this', [this === x, args, this._destroyed]); r() }, 1, 'a', 2, null) })
await new Promise((r) => { const x = setImmediate(function (...args) { record('this', [this === x, args]); r() }, 'a', 2, null) })
await new Promise((r) => { let n = 0; const x = setInterval(function (...args) { n++; record('this', [this === x, args, n]); if (n === 3) { clearInterval(this); r() } }, 1, 'z') })
// refresh in callback runs again
await new Promise((r) => { let n = 0; const x = setTimeout(() => { if (++n === 2) return r(); x.refresh() }, 1) })
record('refreshed in callback')
{ const x = setTimeout(() => {}, 1); await wait(10); record('destroyed after', [x._destroyed, x.hasRef()]) }
await new Promise((r) => { let n = 0; const x = setInterval(() => { if (++n === 2) { x.close(); r() } }, 1) })
// unref repeat by _repeat
await new Promise((r) => { let n = 0; const x = setTimeout(() => { if (++n === 3) { clearTimeout(x); r() } }, 1); x._repeat = 1 })
record('repeat set')
{ let n = 0; const x = setInterval(() => { n++; x._repeat = null }, 1); await wait(15); record('repeat unset', n) }
// order
const order = []
await new Promise((r) => {
  setTimeout(() => {
    order.push('timeout')
    setImmediate(() => { order.push('immediate 1'); process.nextTick(() => order.push('tick of immediate')); Promise.resolve().then(() => order.push('job of immediate')) })
    setImmediate(() => { order.push('immediate 2') })
    setTimeout(() => { order.push('timeout 2'); r() }, 20)
    Promise.resolve().then(() => { order.push('job'); Promise.resolve().then(() => order.push('job of job')) })
    process.nextTick((a) => { order.push('tick ' + a); process.nextTick(() => order.push('tick of tick')); Promise.resolve().then(() => order.push('job of tick')) }, 1)
    queueMicrotask(() => order.push('microtask'))
  }, 1)
})
record('order', order)
await new Promise((r) => {
  const o = []
  const a = setImmediate(() => { o.push('a'); clearImmediate(b); setImmediate(() => { o.push('nested') ; record('immediates', o); r() }) })
  const b = setImmediate(() => o.push('b'))
  const c = setImmediate(() => o.push('c'))
})
await new Promise((r) => { const o = []; setTimeout(() => o.push(3), 12); setTimeout(() => o.push(1), 2); setTimeout(() => o.push(2), 2); setTimeout(() => { record('sorted', o); r() }, 40) })
// an immediate waits for no timer whose time comes later, however late both are
await new Promise((r) => {
  const o = []
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => { port1.close(); for (const end = performance.now() + 30; performance.now() < end;); }
  setTimeout(() => {
    port2.postMessage(null)
    setImmediate(() => o.push('immediate'))
    setTimeout(() => { o.push('timeout'); record('late', o); r() }, 5)
  }, 1)
})
// errors
await new Promise((r) => {
  const got = []
  const on = (error, origin) => { got.push([error.message, origin]); if (got.length === 4) { process.off('uncaughtException', on); record('uncaught', got.sort()); r() } }
  process.on('uncaughtException', on)
  setTimeout(() => { throw new Error('timeout') }, 1)
  setImmediate(() => { throw new Error('immediate') })
  setImmediate(() => { process.nextTick(() => { throw new Error('tick') }) })
  const x = setInterval(() => { clearInterval(x); throw new Error('interval') }, 1)
})
// promisify
record('custom', [typeof setTimeout[util.promisify.custom], util.promisify(setTimeout) === tp.setTimeout, util.promisify(setImmediate) === tp.setImmediate, timers.promises === tp.default || timers.promises.setTimeout === tp.setTimeout])
record('promisified', [await util.promisify(setTimeout)(1, 'v'), await util.promisify(setImmediate)('w')])
// promises
record('values', [await tp.setTimeout(1, 'a'), await tp.setTimeout(1), await tp.setImmediate('b'), await tp.setTimeout(1, null, { ref: false }), await tp.scheduler.wait(1), await tp.scheduler.yield()])
for (const bad of [null, 'x', 1, true, Symbol('o')]) {
  record('options ' + String(bad), await tp.setTimeout(1, null, bad).catch((e) => e))
  record('imm options ' + String(bad), await tp.setImmediate(null, bad).catch((e) => e))
  attempt('interval options', () => typeof tp.setInterval(1, null, bad))
  record('interval next', await tp.setInterval(1, null, bad).next().catch((e) => e))
}
for (const bad of [null, 'x', 1, true, {}]) {
  record('signal ' + String(bad), await tp.setTimeout(1, null, { signal: bad }).catch((e) => e))
  record('ref ' + String(bad), await tp.setTimeout(1, null, { ref: bad }).catch((e) => e))
  record('imm signal ' + String(bad), await tp.setImmediate(null, { signal: bad }).catch((e) => e))
  record('imm ref ' + String(bad), await tp.setImmediate(null, { ref: bad }).catch((e) => e))
  record('interval signal', await tp.setInterval(1, null, { signal: bad }).next().catch((e) => e))
  { const ticks = tp.setInterval(1, null, { ref: bad }); record('interval ref', await ticks.next().catch((e) => e)); await ticks.return() }
}
const failed = (e) => [e.name, e.code, e.message, String(e.cause)]
record('aborted', await tp.setTimeout(1, null, { signal: AbortSignal.abort('why') }).catch(failed))
record('aborted imm', await tp.setImmediate(null, { signal: AbortSignal.abort('why') }).catch(failed))
{ const c = new AbortController(); const p = tp.setTimeout(1000, null, { signal: c.signal }); c.abort('later'); record('aborted later', await p.catch(failed)) }
{ const c = new AbortController(); const p = tp.setImmediate(null, { signal: c.signal }); c.abort('now'); record('aborted later', await p.catch(failed)) }
{ const c = new AbortController(); const p = tp.scheduler.wait(1000, { signal: c.signal }); c.abort('x'); record('aborted wait', await p.catch(failed)) }
{ let n = 0; for await (const v of tp.setInterval(1, 'tick')) { record('tick', [v, ++n]); if (n === 3) break } }
{ const c = new AbortController(); let n = 0; try { for await (const v of tp.setInterval(1, 'tick', { signal: c.signal })) if (++n === 2) c.abort('stop') } catch (e) { record('interval aborted', [n, failed(e)]) } }
{ const c = new AbortController(); const it = tp.setInterval(1000, 'x', { signal: c.signal }); const p = it.next(); c.abort('stop'); record('interval waiting', await p.catch(failed)); record('then', await it.next()) }
{ const it = tp.setInterval(1); record('members', [typeof it.return, typeof it.throw, await it.next(), await it.return('z'), await it.next()]) }
record('scheduler', [typeof tp.scheduler, tp.scheduler.constructor.name, Object.getOwnPropertyNames(Object.getPrototypeOf(tp.scheduler))])
attempt('new', () => new tp.scheduler.constructor())
// legacy
warnings.length = 0
await new Promise((r) => { const item = { _onTimeout () { record('enrolled', [this === item, item._idleTimeout]); r() } }; timers.enroll(item, 5); record('enroll', Object.keys(item).sort()); timers.active(item) })
{ const item = { _onTimeout () { record('never') } }; timers.enroll(item, 2); timers.active(item); timers.unenroll(item); await wait(10); record('unenrolled', item._idleTimeout) }
for (const bad of ['x', undefined, null, -1, NaN, Infinity]) attempt('enroll ' + bad, () => timers.enroll({}, bad))
{ const item = {}; attempt('enroll big', () => timers.enroll(item, 2 ** 31)); record('big', item._idleTimeout) }
await wait(5)
record('warnings', warnings)
clearInterval(alive); done()
