import { Buffer } from 'oro:buffer'
import process from 'oro:process'
import test from 'oro:test'

const page = /** @type {any} */ (globalThis)

test('modules of a page whose policy lets no text be run have the globals of Node, too', (t) => {
  t.throws(() => (0, eval)('1'), /./, 'no text is run')
  t.equal(page.process, process, 'process')
  t.equal(page.Buffer, Buffer, 'Buffer')
  t.equal(page.global, globalThis, 'global')
})

test('CommonJS under such a policy: modules of Node are there, text says what it needs', async (t) => {
  const { createRequire } = await import('oro:module')
  const require = createRequire(import.meta.url)
  t.equal(require('buffer').Buffer, Buffer, 'a module of Node')
  t.deepEqual(require('./data.json'), { data: 1 }, 'JSON')
  t.throws(() => require('./common.cjs'), /common\.cjs: the page's policy lets no text be run as code: allow 'unsafe-eval' in script-src/, 'text')
})
