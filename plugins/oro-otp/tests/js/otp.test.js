import { test } from 'oro:test'

/** @param {any} [options] @returns {Promise<any>} */
const refused = options => navigator.credentials.get(options).then(() => null, (/** @type {any} */ error) => error)

test('a desktop receives no codes', async t => {
  const error = await refused({ otp: { transport: ['sms'] }, signal: new AbortController().signal })
  t.ok(error instanceof DOMException)
  t.equal(error.name, 'NotSupportedError')
  t.equal(error.message, 'Cannot receive a one-time code: this desktop receives no text messages')
})

test('what is asked wrongly, or no longer, says so', async t => {
  t.equal((await refused({ otp: {} })).name, 'TypeError')
  t.equal((await refused({ otp: { transport: ['pigeon'] } })).name, 'TypeError')
  t.equal((await refused({ otp: { transport: ['sms'] }, signal: AbortSignal.abort() })).name, 'AbortError')
})

test('other credentials are the engine’s affair', async t => {
  const found = await Promise.race([
    refused({ mediation: 'silent' }).then(error => error === null || error instanceof Error || error instanceof DOMException),
    refused({ otp: { transport: ['sms'] } }).then(() => true)
  ])
  t.ok(found)
})
