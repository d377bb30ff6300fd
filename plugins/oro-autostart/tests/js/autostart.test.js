import autostart from 'oro:autostart'
import ipc from 'oro:ipc'
import { test } from 'oro:test'

const entry = async () => (await ipc.request('test.entry')).data

test('an app starts with the desktop until it does no more', async (t) => {
  t.equal(await autostart.isEnabled(), false)
  await autostart.enable()
  t.equal(await autostart.isEnabled(), true)
  t.ok(/^Exec=.* run .*$/m.test(await entry()), await entry())
  await autostart.enable(['--minimized', 'a b'])
  t.ok(/^Exec=.* -- --minimized "a b"$/m.test(await entry()), await entry())
  await autostart.disable()
  t.equal(await autostart.isEnabled(), false)
  t.equal(await entry(), '')
  await autostart.disable()
})

test('what is no list of texts is refused', async (t) => {
  for (const args of ['x', '[1]', '{}', '["a\\u0000"]']) {
    t.equal((await ipc.request('autostart.enable', { arguments: args })).err?.code, 'ERR_INVALID_ARG', args)
  }
  t.equal(await autostart.isEnabled(), false)
})
