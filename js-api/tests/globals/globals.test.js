import test from 'oro:test'
import { Buffer } from 'oro:buffer'
import process from 'oro:process'

const page = /** @type {any} */ (globalThis)

test('a page that asks for it has what Node has on the global object', (t) => {
  t.equal(page.process, process, 'process')
  t.equal(page.Buffer, Buffer, 'Buffer')
  t.equal(page.global, globalThis, 'global')
  t.equal(typeof page.setImmediate, 'function', 'setImmediate')
})

test('and require(), as seen from the page', (t) => {
  t.equal(page.require('buffer').Buffer, Buffer, 'a built-in module')
  t.equal(page.__filename, page.require('fs').realpathSync(`${location.origin}/index.html`), '__filename')
  t.equal(page.__dirname, page.require('path').dirname(page.__filename), '__dirname')
  t.equal(page.module.exports, page.exports, 'module and exports')
  t.ok(page.require.resolve.paths('x').includes(`${page.__dirname}/node_modules`), 'where packages are')
})
