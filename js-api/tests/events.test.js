import EventEmitter, { captureRejectionSymbol, errorMonitor, on, once } from 'oro:events'
import { test } from 'oro:test'

test('listeners are called in order, with the emitter as this', (t) => {
  const emitter = new EventEmitter()
  /** @type {any[]} */
  const seen = []
  emitter.on('x', /** @this {EventEmitter} */ function (value) { seen.push([this === emitter, value]) })
  emitter.prependListener('x', () => seen.push('first'))
  emitter.once('x', () => seen.push('once'))
  t.ok(emitter.emit('x', 1))
  emitter.emit('x', 2)
  t.deepEqual(seen, ['first', [true, 1], 'once', 'first', [true, 2]])
  t.ok(!emitter.emit('nobody listens'))
})

test('listeners may come and go while being called', (t) => {
  const emitter = new EventEmitter()
  /** @type {string[]} */
  const seen = []
  const second = () => seen.push('second')
  emitter.on('x', () => { seen.push('first'); emitter.off('x', second); emitter.on('x', () => seen.push('late')) })
  emitter.on('x', second)
  emitter.emit('x')
  t.deepEqual(seen, ['first', 'second'])
})

test('newListener and removeListener tell of the rest', (t) => {
  const emitter = new EventEmitter()
  /** @type {any[]} */
  const seen = []
  const listener = () => {}
  emitter.on('newListener', (name, fn) => seen.push(['new', name, fn === listener]))
  emitter.on('removeListener', (name, fn) => seen.push(['gone', name, fn === listener]))
  emitter.once('x', listener)
  emitter.removeAllListeners('x')
  t.deepEqual(seen, [['new', 'removeListener', false], ['new', 'x', true], ['gone', 'x', true]])
  t.deepEqual(emitter.eventNames(), ['newListener', 'removeListener'])
})

test('an error event without listeners is thrown', (t) => {
  const emitter = new EventEmitter()
  t.throws(() => emitter.emit('error', new RangeError('mine')), RangeError)
  t.throws(() => emitter.emit('error', 'text'), /Unhandled error. \('text'\)/)
  /** @type {any[]} */
  const seen = []
  emitter.on(errorMonitor, (error) => seen.push(error))
  emitter.on('error', () => {})
  emitter.emit('error', 1)
  t.deepEqual(seen, [1])
})

test('arguments are checked as Node checks them', (t) => {
  const emitter = new EventEmitter()
  // @ts-expect-error A number is no listener.
  t.throws(() => emitter.on('x', 3), /"listener" argument must be of type function. Received type number \(3\)/)
  t.throws(() => emitter.setMaxListeners(-1), RangeError)
})

test('older code may call it without new', (t) => {
  function Old () {
    // @ts-ignore This is how it was done.
    EventEmitter.call(this)
  }
  Object.setPrototypeOf(Old.prototype, EventEmitter.prototype)
  const [one, other] = [new /** @type {any} */ (Old)(), new /** @type {any} */ (Old)()]
  one.on('x', () => {})
  t.ok(one instanceof EventEmitter)
  t.equal(one.listenerCount('x') + other.listenerCount('x'), 1)
})

test('once is a promise, and an error rejects it', async (t) => {
  const emitter = new EventEmitter()
  const waiting = once(emitter, 'x')
  emitter.emit('x', 1, 2)
  t.deepEqual(await waiting, [1, 2])
  t.equal(emitter.listenerCount('error'), 0)
  const failing = once(emitter, 'x')
  emitter.emit('error', new Error('no'))
  t.equal(await failing.catch((error) => error.message), 'no')
  const target = new EventTarget()
  const event = once(target, 'y')
  target.dispatchEvent(new Event('y'))
  t.equal((await event)[0].type, 'y')
  t.equal(await once(emitter, 'z', { signal: AbortSignal.abort() }).catch((error) => error.code), 'ABORT_ERR')
})

test('on iterates, and keeps what comes meanwhile', async (t) => {
  const emitter = new EventEmitter()
  const events = on(emitter, 'x', { close: ['end'] })
  emitter.emit('x', 1)
  emitter.emit('x', 2)
  t.deepEqual([(await events.next()).value, (await events.next()).value], [[1], [2]])
  const third = events.next()
  emitter.emit('x', 3)
  t.deepEqual((await third).value, [3])
  emitter.emit('end')
  t.ok((await events.next()).done)
  t.equal(emitter.listenerCount('x'), 0)
})

test('captureRejections makes error events of rejections', async (t) => {
  const emitter = new EventEmitter({ captureRejections: true })
  const failing = once(emitter, 'error')
  emitter.on('x', async () => { throw new Error('late') })
  emitter.emit('x')
  t.equal((await failing)[0].message, 'late')
  const own = /** @type {any} */ (new EventEmitter({ captureRejections: true }))
  const handled = new Promise((resolve) => { own[captureRejectionSymbol] = (/** @type {any} */ error) => resolve(error.message) })
  own.on('x', async () => { throw new Error('mine') })
  own.emit('x')
  t.equal(await handled, 'mine')
})

test('either way of taking a listener off may stand on the other', (t) => {
  class Turned extends EventEmitter {
    /**
     * @param {string} name
     * @param {() => void} listener
     */
    removeListener (name, listener) {
      return this.off(name, listener)
    }
  }
  const emitter = new Turned()
  const listener = () => t.fail('it was taken off')
  emitter.on('x', listener)
  emitter.removeListener('x', listener)
  emitter.emit('x')
  t.equal(emitter.listenerCount('x'), 0)
})
