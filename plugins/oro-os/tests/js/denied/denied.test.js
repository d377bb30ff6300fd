import { request } from 'oro:ipc'
import { DOWNLOADS, HOME } from 'oro:path'
import { test } from 'oro:test'

test('without the permission nobody is told where folders are', async (t) => {
  t.equal((await request('os.paths')).err?.name, 'NotAllowedError')
  t.equal(globalThis.__args?.paths, undefined)
  t.equal(HOME, null)
  t.equal(DOWNLOADS, null)
})
