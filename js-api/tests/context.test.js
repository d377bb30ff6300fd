import test from 'oro:test'
import { AsyncLocalStorage, AsyncResource } from 'oro:async_hooks'
import { Console } from 'oro:console'
import { channel, tracingChannel } from 'oro:diagnostics_channel'
import { Writable } from 'oro:stream'
import { setImmediate } from 'oro:timers'
import { nextTick } from 'oro:process'

test('a storage follows promises, timers, ticks and microtasks', async (t) => {
  const storage = new AsyncLocalStorage()
  const seen = await new Promise((resolve) => {
    storage.run('value', () => {
      /** @type {any[]} */
      const all = [storage.getStore()]
      Promise.resolve().then(() => { all.push(storage.getStore()) })
      queueMicrotask(() => all.push(storage.getStore()))
      nextTick(() => all.push(storage.getStore()))
      const note = () => { if (all.push(storage.getStore()) === 6) resolve(all) }
      setImmediate(note)
      setTimeout(note, 20)
    })
  })
  t.deepEqual(seen, Array(6).fill('value'), 'everywhere')
  t.equal(storage.getStore(), undefined, 'and not here')
})

test('a storage is lost behind what no engine tells of, and never taken for another', async (t) => {
  const storage = new AsyncLocalStorage()
  const seen = /** @type {any[]} */ ([])
  const act = async () => {
    for (let round = 0; round < 3; round++) {
      await 1
      seen.push(storage.getStore())
    }
  }
  await Promise.all([storage.run('one', act), storage.run('two', act), act()])
  t.deepEqual(seen, ['one', 'two', undefined, ...Array(6).fill(undefined)])
})

test('storages are nested, left and bound', (t) => {
  const storage = new AsyncLocalStorage()
  const [bound, snapshot, resource] = storage.run(1, () => [
    AsyncLocalStorage.bind(() => storage.getStore()), AsyncLocalStorage.snapshot(), new AsyncResource('test')
  ])
  storage.run(2, () => {
    t.equal(bound(), 1, 'bind')
    t.equal(snapshot(() => storage.getStore()), 1, 'snapshot')
    t.equal(resource.runInAsyncScope(() => storage.getStore()), 1, 'AsyncResource')
    t.equal(storage.exit(() => storage.getStore()), undefined, 'exit')
    t.equal(storage.run(3, () => storage.getStore()), 3, 'run in run')
    t.equal(storage.getStore(), 2, 'and back')
  })
})

test('channels tell subscribers, tracing channels tell of errors', async (t) => {
  /** @type {any[]} */
  const told = []
  const subscriber = (/** @type {any} */ message, /** @type {any} */ name) => told.push([name, message])
  channel('oro.test').subscribe(subscriber)
  channel('oro.test').publish(1)
  channel('oro.test').unsubscribe(subscriber)
  channel('oro.test').publish(2)
  t.deepEqual(told, [['oro.test', 1]], 'while subscribed')
  const tracing = tracingChannel('work')
  /** @type {string[]} */
  const events = []
  tracing.subscribe(Object.fromEntries(['start', 'end', 'asyncStart', 'asyncEnd', 'error'].map((name) => [name, () => events.push(name)])))
  await tracing.tracePromise(async () => { throw new Error('no') }).catch(() => {})
  t.deepEqual(events, ['start', 'end', 'error', 'asyncStart', 'asyncEnd'], 'a promise that rejects')
})

test('a Console writes to streams', (t) => {
  let out = ''
  let err = ''
  const to = (/** @type {(text: string) => void} */ add) => new Writable({ write (chunk, _encoding, done) { add(String(chunk)); done() } })
  const console = new Console({ stdout: to((text) => { out += text }), stderr: to((text) => { err += text }) })
  console.log('%s is %d', 'one', 1, { a: [] })
  console.group('group')
  console.info('in')
  console.groupEnd()
  console.count()
  console.table([{ a: 1 }])
  console.error('bad')
  t.ok(out.startsWith('one is 1 { a: [] }\ngroup\n  in\ndefault: 1\n'), out)
  t.ok(out.includes('│ (index) │ a │'), 'a table')
  t.equal(err, 'bad\n', 'errors')
})
