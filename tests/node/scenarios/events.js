import EventEmitter, { once, on, errorMonitor } from 'node:events'
import { attempt, done, record } from './transcript.js'

const emitter = new EventEmitter()
for (const name of ['newListener', 'removeListener']) emitter.on(name, (event) => record(name, String(event)))
const listener = () => record('listener')
emitter.on('a', listener)
emitter.prependListener('a', () => record('first'))
emitter.once('a', () => record('once'))
record('emit', [emitter.emit('a'), emitter.emit('a'), emitter.emit('none')])
record('counts', [emitter.listenerCount('a'), emitter.listeners('a').length, emitter.rawListeners('a').length, emitter.eventNames().map(String)])
emitter.off('a', listener)
emitter.removeAllListeners('a')
emitter.on(errorMonitor, (error) => record('monitor', error.message))
attempt('unhandled', () => emitter.emit('error', Object.assign(new Error('bad'), { code: 'E_BAD' })))
attempt('unhandled text', () => emitter.emit('error', 'text'))
attempt('unhandled nothing', () => emitter.emit('error'))
attempt('no function', () => emitter.on('x', /** @type {any} */ (5)))
attempt('max', () => emitter.setMaxListeners(-1))
attempt('max text', () => emitter.setMaxListeners(/** @type {any} */ ('a')))
record('max', [emitter.getMaxListeners(), EventEmitter.defaultMaxListeners])
emitter.removeAllListeners('removeListener')
queueMicrotask(() => emitter.emit('later', 1, 2))
record('once()', await once(emitter, 'later'))
queueMicrotask(() => emitter.emit('error', Object.assign(new Error('no'), { code: 'E_NO' })))
record('once() rejects', await once(emitter, 'later').catch((error) => error))
record('once() aborted', await once(emitter, 'x', { signal: AbortSignal.abort() }).catch((error) => [error.name, error.code]))
queueMicrotask(() => { for (const value of [1, 2, 3]) emitter.emit('many', value) })
for await (const [value] of on(emitter, 'many')) {
  record('on()', value)
  if (value === 3) break
}
function Old () { /** @type {any} */ (EventEmitter).call(this) }
Object.setPrototypeOf(Old.prototype, EventEmitter.prototype)
const old = /** @type {any} */ (new (/** @type {any} */ (Old))())
old.on('x', (/** @type {any} */ value) => record('old', value)).emit('x', 5)
done()
