import * as signal from 'oro:signal'
import { test } from 'oro:test'

test('signals have numbers, names and messages', (t) => {
  t.equal(signal.SIGTERM, 15)
  t.equal(signal.getCode('sigint'), 2)
  t.equal(signal.getName(9), 'SIGKILL')
  t.equal(signal.getMessage('SIGKILL'), 'Killed')
  t.equal(signal.toString(1), 'Hangup')
  t.equal(signal.strings[11], 'Segmentation fault')
  t.equal(signal.getName('SIGNOTHING'), '')
})

test('a signal the host tells of is heard by its name', (t) => {
  /** @type {any[]} */
  const heard = []
  const listener = (/** @type {signal.SignalEvent} */ event) => heard.push([event.type, event.code, event.message])
  signal.addEventListener('SIGHUP', listener)
  signal.addEventListener(12, listener)
  for (const number of [1, 12, 15]) globalThis.dispatchEvent(new CustomEvent('signal', { detail: { signal: number } }))
  signal.removeEventListener('SIGHUP', listener)
  globalThis.dispatchEvent(new CustomEvent('signal', { detail: { signal: 1 } }))
  t.deepEqual(heard, [['SIGHUP', 1, 'Hangup'], ['SIGUSR2', 12, 'User defined signal 2']])
  t.throws(() => signal.addEventListener('SIGNOTHING', listener), TypeError)
})

test('other windows are told over the channel', async (t) => {
  const other = new BroadcastChannel('oro.runtime.signal')
  const told = new Promise((resolve) => { other.onmessage = ({ data }) => resolve(data) })
  globalThis.dispatchEvent(new CustomEvent('signal', { detail: { signal: 10 } }))
  t.deepEqual(await told, { signal: 10 })
  const heard = new Promise((resolve) => signal.addEventListener('SIGUSR2', resolve, { once: true }))
  other.postMessage({ signal: 12 })
  t.equal((await heard).code, 12)
  other.close()
})
