import { ChildProcess, fork } from 'oro:child_process'
import { once } from 'oro:events'
import { test } from 'oro:test'

const CHILD = new URL('./support/forked.js', import.meta.url)

test('messages go both ways', async (t) => {
  const child = fork(CHILD, ['one', 'two'], { env: { A: '1' } })
  t.ok(child instanceof ChildProcess)
  t.ok(child.connected)
  const [hello] = await once(child, 'message')
  t.deepEqual(hello, { args: ['one', 'two'], env: { A: '1' }, connected: true, pid: child.pid })
  child.send({ echo: [1, 'two', null, undefined] })
  t.deepEqual((await once(child, 'message'))[0], { echo: [1, 'two', null, null] })
  child.send('exit')
  t.deepEqual(await once(child, 'exit'), [3, null])
  t.equal(child.exitCode, 3)
  t.equal(child.connected, false)
  await new Promise((resolve) => child.send('late', (/** @type {any} */ error) => { t.equal(error.code, 'ERR_IPC_CHANNEL_CLOSED'); resolve(null) }))
})

test('advanced messages keep their types', async (t) => {
  const child = fork(CHILD, { serialization: 'advanced' })
  await once(child, 'message')
  child.send(new Map([['a', new Date(5)]]))
  const [map] = await once(child, 'message')
  t.equal(map.get('a').getTime(), 5)
  child.kill()
  await once(child, 'close')
})

test('output is read when it is silent', async (t) => {
  const child = fork(CHILD, { silent: true })
  let out = ''
  let err = ''
  child.stdout.on('data', (/** @type {any} */ data) => { out += data })
  child.stderr.on('data', (/** @type {any} */ data) => { err += data })
  child.send('print')
  child.send('throw')
  t.deepEqual(await once(child, 'close'), [1, null])
  t.equal(out, 'out {"a":1}\n')
  t.ok(err.startsWith('err\n') && err.includes('thrown on purpose'), err)
})

test('events come in order when it is killed, and when it disconnects', async (t) => {
  for (const [act, expected] of /** @type {[(child: any) => void, any[]][]} */ ([
    [(child) => child.kill('SIGKILL'), ['spawn', 'disconnect', ['exit', null, 'SIGKILL'], ['close', null, 'SIGKILL']]],
    [(child) => child.disconnect(), ['spawn', 'disconnect', ['exit', 0, null], ['close', 0, null]]]
  ])) {
    const child = fork(CHILD)
    /** @type {any[]} */
    const events = []
    for (const name of ['spawn', 'disconnect']) child.on(name, () => events.push(name))
    child.on('exit', (...args) => events.push(['exit', ...args]))
    await once(child, 'message')
    act(child)
    events.push(['close', ...await once(child, 'close')])
    t.deepEqual(events, expected)
  }
})

test('a module that is not there ends it', async (t) => {
  const child = fork('./no-such-module.js', { silent: true })
  t.deepEqual(await once(child, 'exit'), [1, null])
})

test('a signal aborts it', async (t) => {
  const controller = new AbortController()
  const child = fork(CHILD, { signal: controller.signal })
  await once(child, 'message')
  const exited = new Promise((resolve) => child.on('exit', (...args) => resolve(args)))
  /** @type {any} */
  let told
  child.on('error', (error) => { told = error })
  controller.abort()
  t.deepEqual(await exited, [null, 'SIGTERM'])
  t.equal(told.name, 'AbortError')
})
