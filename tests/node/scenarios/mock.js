import { mock } from 'node:test'
import { attempt, done, record } from './transcript.js'

const stacks = (/** @type {any[]} */ calls) => calls.map(({ stack, target, ...call }) => ({ ...call, stack: stack instanceof Error, target: target?.name }))
const add = mock.fn((/** @type {number} */ a) => a + 1)
add(1)
add.call({ self: true }, 2)
record('calls', stacks(add.mock.calls))
record('members', [add.name, add.length, add.mock.callCount(), typeof add.mock])
attempt('no function', () => mock.fn(/** @type {any} */ (5)))
for (const times of [0, -1, 1.5, 'a']) attempt(`times ${times}`, () => mock.fn(() => 1, /** @type {any} */ ({ times })))
for (const [object, name, ...more] of /** @type {any[][]} */ ([[{}, 'x'], [5, 'x'], [{ x: 5 }, 'x'], [{ x () {} }, {}], [{ x () {} }, 'x', 5], [{ get x () { return 1 } }, 'x', { getter: true, setter: true }]])) {
  attempt('method', () => mock.method(object, name, ...more))
}
attempt('getter', () => mock.getter({ get x () { return 1 } }, 'x', /** @type {any} */ ({ getter: false })))
attempt('setter', () => mock.setter({ set x (_) {} }, 'x', /** @type {any} */ ({ setter: false })))
attempt('implementation', () => add.mock.mockImplementation(/** @type {any} */ (5)))
for (const call of [0, -1, 1.5]) attempt(`on call ${call}`, () => add.mock.mockImplementationOnce(() => 1, call))

class Thing {
  /** @param {number} x */
  constructor (x) { this.x = x }
  method () { return 1 }
  get value () { return 3 }
  set value (_) {}
}
const Mocked = /** @type {any} */ (mock.fn(Thing))
const thing = new Mocked(4)
const [made] = Mocked.mock.calls
record('class', [made.target === Thing, made.result === thing, made.this === thing, thing instanceof Thing, thing instanceof Mocked, thing.x])
const method = mock.method(Thing.prototype, 'method', () => 9)
record('method', [thing.method(), Thing.prototype.method === method, method.mock.callCount(), Object.keys(Thing.prototype)])
method.mock.restore()
record('restored', [thing.method(), method.mock.callCount(), method()])
mock.method(thing, 'method')
record('own', [thing.method(), thing.method.mock.calls.length])
mock.restoreAll()
record('all restored', [thing.method(), thing.method.mock])
const getter = mock.getter(Thing.prototype, 'value', () => 7)
record('a getter', [thing.value, getter.mock.callCount()])
const setter = mock.setter(Thing.prototype, 'value')
thing.value = 5
record('a setter', setter.mock.calls[0].arguments)
mock.reset()
record('reset', thing.value)
const fails = mock.fn(() => { throw Object.assign(new TypeError('x'), { code: 'E_X' }) })
attempt('throws', () => fails())
record('thrown', [fails.mock.calls[0].error, fails.mock.calls[0].result, Object.keys(fails.mock.calls[0])])
const twice = mock.fn(() => 1, () => 2, { times: 2 })
record('times', [twice(), twice(), twice()])
twice.mock.mockImplementationOnce(() => 5)
record('once', [twice(), twice()])
twice.mock.mockImplementationOnce(() => 6, 7)
record('on a call', [twice(), twice(), twice(), twice.mock.callCount()])
twice.mock.mockImplementation(() => 8)
record('from now on', [twice(), twice()])
twice.mock.resetCalls()
record('calls reset', twice.mock.callCount())
record('asynchronous', await mock.fn(async () => 'value')())

const { timers } = mock
attempt('not enabled', () => timers.tick())
attempt('apis', () => timers.enable(/** @type {any} */ ({ apis: ['x'] })))
attempt('apis', () => timers.enable(/** @type {any} */ ({ apis: 5 })))
attempt('now', () => timers.enable({ apis: ['Date'], now: -1 }))
timers.enable()
attempt('twice', () => timers.enable())
record('date', [Date.now(), new Date().getTime(), typeof Date(), new Date(5).getTime(), Date.name, new Date() instanceof Date, Date.UTC(1970, 0)])
/** @type {any[]} */
const log = []
setTimeout((/** @type {any} */ x) => log.push(x), 10, 'timeout')
const interval = setInterval(() => log.push(`interval ${Date.now()}`), 4)
setImmediate((/** @type {any} */ x) => log.push(x), 'immediate')
clearTimeout(setTimeout(() => log.push('never'), 5))
timers.tick(0)
record('at once', log.splice(0))
timers.tick(9)
record('at 9', log.splice(0))
timers.tick(3)
record('at 12', log.splice(0))
clearInterval(interval)
setTimeout(() => { log.push(`outer ${Date.now()}`); setTimeout(() => log.push(`inner ${Date.now()}`), 1) }, 5)
timers.tick(100)
timers.tick()
record('nested', log.splice(0))
timers.setTime(1000)
record('set', [Date.now(), log.length])
for (const delay of [5, 20, 1000]) setTimeout(() => log.push(delay), delay)
timers.runAll()
record('all', [Date.now(), log.splice(0)])
attempt('back', () => timers.tick(-1))
timers.reset()
record('real', Date.now() > 1e12)
timers.enable({ apis: ['Date'], now: new Date(1000) })
record('from a date', Date.now())
mock.reset()
record('real again', Date.now() > 1e12)
done()
