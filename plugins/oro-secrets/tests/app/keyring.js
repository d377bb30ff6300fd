import secrets from 'oro:secrets'
import { test } from 'oro:test'

test('a secret is kept, replaced and forgotten', async (t) => {
  t.equal(await secrets.backend(), 'Secret Service')
  t.equal(await secrets.get('token'), null)
  await secrets.set('token', 'geheim ü \u{1f512}')
  t.equal(await secrets.get('token'), 'geheim ü \u{1f512}')
  await secrets.set('token', 'x'.repeat(2560))
  t.equal(await secrets.get('token'), 'x'.repeat(2560))
  t.deepEqual([await secrets.delete('token'), await secrets.delete('token')], [true, false])
  t.equal(await secrets.get('token'), null)
})

test('what no keyring can keep is refused', async (t) => {
  const code = (/** @type {Promise<any>} */ promise) => promise.then(() => 'none', (error) => error.code ?? error.name)
  t.equal(await code(secrets.set('key', '')), 'ERR_INVALID_ARG')
  t.equal(await code(secrets.set('key', 'a\0b')), 'ERR_INVALID_ARG')
  t.equal(await code(secrets.set('', 'secret')), 'ERR_INVALID_ARG')
  t.equal(await code(secrets.set('key', /** @type {any} */ (5))), 'TypeError')
  t.equal(await code(secrets.set('key', 'x'.repeat(2561))), 'ERR_TOO_LARGE')
  t.equal(await secrets.get('key'), null)
})
