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
