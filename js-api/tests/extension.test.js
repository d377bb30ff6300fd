import extension, { Extension } from 'oro:extension'
import { test } from 'oro:test'

test('what cannot be loaded says so', async (t) => {
  for (const ask of [() => extension.load('no-such'), () => Extension.load('no/such'), () => extension.stats('no-such')]) {
    t.ok(await ask().then(() => false, (/** @type {any} */ error) => error instanceof Error))
  }
  const path = /** @type {any} */ ({ path: '/somewhere' })
  t.equal((await extension.load('x', path).catch((/** @type {any} */ error) => error)).name, 'NotSupportedError')
})

test('routes of a plugin are methods of a binding', async (t) => {
  const { data } = await extension.binding('diagnostics').capabilities()
  t.ok('streaming' in data)
})
