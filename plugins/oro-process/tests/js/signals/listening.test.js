import { request } from 'oro:ipc'
import process from 'oro:process'
import { test } from 'oro:test'

test('a signal that is listened to does nothing else', async (t) => {
  const { data: { pid } } = await request('process.info')
  for (const [name, number] of /** @type {[string, number][]} */ ([['SIGINT', 2], ['SIGTERM', 15], ['SIGUSR2', 12], ['SIGINT', 2]])) {
    const heard = new Promise((resolve) => process.once(name, (...args) => resolve(args)))
    // What was asked for before is done before.
    await request('window.getTitle')
    await request('process.sendSignal', { pid, signal: name })
    t.deepEqual(await heard, [name, number])
  }
})

test('the host is told of what is listened to, and refuses what is no signal', async (t) => {
  t.deepEqual((await request('application.signals', { signals: 'SIGINT,sighup' })).data, [1, 2])
  t.deepEqual((await request('application.signals')).data, [])
  for (const signals of ['SIGKILL', 'SIGNONE', '5']) t.equal((await request('application.signals', { signals })).err?.code, 'ERR_INVALID_ARG', signals)
})
