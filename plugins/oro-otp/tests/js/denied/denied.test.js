import { test } from 'oro:test'

test('without the permission nothing is received', async t => {
  /** @type {any} */
  const options = { otp: { transport: ['sms'] } }
  const error = await navigator.credentials.get(options).then(() => null, (/** @type {any} */ failure) => failure)
  t.equal(error.name, 'NotAllowedError')
})
