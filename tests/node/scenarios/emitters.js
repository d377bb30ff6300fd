import EventEmitter, * as ev from 'node:events'
import process from 'node:process'
import { attempt, done, record } from './transcript.js'
const { once, on, errorMonitor, captureRejectionSymbol, getEventListeners, getMaxListeners, setMaxListeners, addAbortListener, listenerCount, EventEmitterAsyncResource } = ev
const failed = (e) => [e.name, e.code, e.message]
record('exports', Object.keys(EventEmitter).sort())
record('prototype', Object.keys(EventEmitter.prototype))
record('own proto names', Object.getOwnPropertyNames(EventEmitter.prototype).sort())
record('instance', [Object.keys(new EventEmitter()), Object.keys(new EventEmitter({ captureRejections: true }))])
record('fn', [EventEmitter.name, EventEmitter.length, EventEmitter.EventEmitter === EventEmitter, typeof EventEmitter.init, EventEmitter.usingDomains])
{ const o = {}; EventEmitter.call(o); record('call', Object.keys(o)) }
{ const o = Object.assign({}, EventEmitter.prototype); o.on('x', (v) => record('mixed', v)); o.emit('x', 1) }
const warnings = []
process.on('warning', (w) => warnings.push([w.name, w.message, w.type, w.count, w.emitter?.constructor?.name]))
class Mine extends EventEmitter {}
{ const e = new Mine(); for (let i = 0; i < 12; i++) e.on('a', () => {}); for (let i = 0; i < 12; i++) e.on(Symbol('s'), () => {}); const s = Symbol('t'); for (let i = 0; i < 12; i++) e.on(s, () => {}); e.setMaxListeners(1); e.on('b', () => {}); e.on('b', () => {}) }
{ const t = new EventTarget(); for (let i = 0; i < 12; i++) t.addEventListener('a', () => {}) ; record('max of target', getMaxListeners(t)); setMaxListeners(2, t); record('max of target', getMaxListeners(t)) }
await new Promise((r) => setTimeout(r, 5))
record('warnings', warnings.filter((w) => !w[1].includes('EventTarget') ))
{ const e = new EventEmitter(); const f = () => {}; e.once('a', f); e.on('a', f); record('listeners', [e.listeners('a').map((x) => x === f), e.rawListeners('a').map((x) => x.listener === f), e.listenerCount('a', f), e.listenerCount('a', () => {}), listenerCount(e, 'a'), getEventListeners(e, 'a').length]) }
attempt('of nothing', () => getEventListeners({}, 'a'))
attempt('max of nothing', () => getMaxListeners({}))
attempt('set max of nothing', () => setMaxListeners(5, {}))
attempt('set max wrong', () => setMaxListeners(-1))
for (const bad of [-1, NaN, 'x', null]) { attempt('default max ' + bad, () => { EventEmitter.defaultMaxListeners = bad }); attempt('max ' + bad, () => new EventEmitter().setMaxListeners(bad)) }
for (const bad of [undefined, null, 1, 'x', {}]) for (const m of ['on', 'once', 'off', 'prependListener', 'prependOnceListener', 'addListener', 'removeListener']) attempt(m + String(bad), () => typeof new EventEmitter()[m]('x', bad))
for (const bad of ['x', 1, null]) attempt('captureRejections ' + bad, () => typeof new EventEmitter({ captureRejections: bad }))
attempt('captureRejections global', () => { EventEmitter.captureRejections = 1 })
{ const e = new EventEmitter({ captureRejections: true }); const p = new Promise((r) => e.on('error', (x) => r(['error event', x.message]))); e.on('a', async () => { throw new Error('rejected') }); e.emit('a'); record('captured', await p) }
{ const e = new EventEmitter({ captureRejections: true }); const p = new Promise((r) => { e[captureRejectionSymbol] = (err, name, ...args) => r([err.message, name, args]) }); e.on('a', async () => { throw new Error('rejected') }); e.emit('a', 1, 2); record('captured by symbol', await p) }
record('symbols', [String(captureRejectionSymbol), String(errorMonitor), EventEmitter.captureRejectionSymbol === captureRejectionSymbol])
attempt('emit error object', () => new EventEmitter().emit('error', { a: 1 }))
attempt('emit error null', () => new EventEmitter().emit('error', null))
attempt('emit error number', () => new EventEmitter().emit('error', 5))
try { new EventEmitter().emit('error', { a: 1 }) } catch (e) { record('context', e.context) }
// once
{ const e = new EventEmitter(); queueMicrotask(() => e.emit('a', 1, 2)); record('once', await once(e, 'a')); record('left', e.eventNames()) }
{ const e = new EventEmitter(); queueMicrotask(() => e.emit('error', new Error('x'))); record('once error', await once(e, 'error').then((v) => v.length)) }
{ const c = new AbortController(); const e = new EventEmitter(); const p = once(e, 'a', { signal: c.signal }); c.abort(); record('once aborted', [await p.catch(failed), e.eventNames()]) }
for (const bad of [null, 'x', {}]) record('once signal', await once(new EventEmitter(), 'a', { signal: bad }).catch(failed))
record('once target', await (async () => { const t = new EventTarget(); queueMicrotask(() => t.dispatchEvent(new Event('z'))); const [x] = await once(t, 'z'); return x.type })())
record('once nothing', await once({}, 'a').catch(failed))
// on
{ const e = new EventEmitter(); const it = on(e, 'a', { close: ['end', 'finish'] }); e.emit('a', 1); e.emit('a', 2); e.emit('end'); e.emit('a', 3); const got = []; for await (const v of it) got.push(v); record('on close', [got, e.eventNames()]) }
{ const e = new EventEmitter(); const it = on(e, 'a'); queueMicrotask(() => e.emit('error', new Error('boom'))); record('on error', await it.next().catch(failed)); record('on ended', await it.next()) }
{ const e = new EventEmitter(); const c = new AbortController(); const it = on(e, 'a', { signal: c.signal }); const p = it.next(); c.abort(); record('on aborted', [await p.catch(failed), await it.next()]) }
attempt('on aborted before', () => on(new EventEmitter(), 'a', { signal: AbortSignal.abort() }))
attempt('on bad', () => on({}, 'a'))
attempt('on bad signal', () => on(new EventEmitter(), 'a', { signal: 5 }))
{ const e = new EventEmitter(); const it = on(e, 'a'); record('on members', [typeof it.next, typeof it.return, typeof it.throw, it[Symbol.asyncIterator]() === it]); attempt('throw', () => it.throw(5)); e.emit('a', 1); record('return', await it.return()); record('after', [await it.next(), e.eventNames()]) }
{ const e = new EventEmitter(); const it = on(e, 'a'); it.throw(new Error('thrown')); record('thrown', await it.next().catch(failed)) }
{ const e = new EventEmitter(); const it = on(e, 'a', { highWaterMark: 1, lowWaterMark: 1 }); let paused = 0; let resumed = 0; e.pause = () => paused++; e.resume = () => resumed++; e.emit('a', 1); e.emit('a', 2); await it.next(); await it.next(); record('marks', [paused, resumed]); attempt('marks', () => on(e, 'a', { highWaterMark: 0 })) }
{ const t = new EventTarget(); const it = on(t, 'z'); t.dispatchEvent(new Event('z')); record('on target', (await it.next()).value[0].type); await it.return() }
// abort listeners
{ const c = new AbortController(); const d = addAbortListener(c.signal, () => record('abort heard')); record('disposable', typeof d[Symbol.dispose ?? Symbol.for('Symbol.dispose')]); c.abort() }
{ const c = new AbortController(); const d = addAbortListener(c.signal, () => record('never')); d[Symbol.dispose ?? Symbol.for('Symbol.dispose')](); c.abort() }
await new Promise((r) => { addAbortListener(AbortSignal.abort(), () => { record('already'); r() }) })
attempt('abort undefined', () => addAbortListener(undefined, () => {}))
attempt('abort fn', () => addAbortListener(new AbortController().signal, 5))
// async resource
{ const r = new EventEmitterAsyncResource({ name: 'Q' }); record('resource', [typeof r.asyncId, typeof r.triggerAsyncId, r.asyncResource.constructor.name, typeof r.emitDestroy, r.asyncResource.eventEmitter === r]); r.on('x', function () { record('this', this === r) }); r.emit('x'); r.emitDestroy() }
class Sub extends EventEmitterAsyncResource {}
attempt('resource sub', () => typeof new Sub().asyncId)
attempt('resource type', () => new EventEmitterAsyncResource({}).asyncResource.type)
// order
{ const e = new EventEmitter(); const o = []; e.on('newListener', (n) => o.push('new ' + String(n))); e.on('removeListener', (n) => o.push('rm ' + String(n))); const f = () => o.push('f'); e.on('a', f); e.prependOnceListener('a', () => o.push('p')); e.emit('a'); e.emit('a'); e.removeAllListeners(); record('order', o) }
{ const e = new EventEmitter(); const f = () => {}; e.on('a', f).on('b', f); e.removeAllListeners('a'); record('names', e.eventNames()); record('chain', e.off('zzz', f) === e) }
{ const e = new EventEmitter(); const a = () => { e.off('x', b) ; record('a') }; const b = () => record('b'); e.on('x', a).on('x', b); e.emit('x'); e.emit('x') }
done()
