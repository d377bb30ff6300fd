import login, { current, signIn } from 'oro:login'
import { test } from 'oro:test'

const heard = []
for (const type of /** @type {const} */ (['signedin', 'signedout', 'expired'])) login.addEventListener(type, ({ detail }) => heard.push([type, detail.name]))

/** @type {import('oro:login').Account} */
let me
/** @type {string} */
let issuer
const counts = async () => (await me.fetch(`${issuer}/counts`)).json()
const code = (/** @type {Promise<any>} */ promise) => promise.then(() => 'none', (error) => error.code ?? error.name)

/** @param {() => boolean | Promise<boolean>} look */
async function until (look) {
  while (!await look()) await new Promise((resolve) => setTimeout(resolve, 20))
}

test('a person signs in by the browser of the desktop', async (t) => {
  issuer = (await login.accounts())[0].issuer
  t.equal(await current('work'), null)
  me = await signIn('work')
  t.deepEqual([me.name, me.claims.sub, me.claims.email], ['work', 'ada', 'ada@example.org'])
  t.deepEqual(me.scopes, ['openid', 'email'])
  t.ok(me.expires instanceof Date)
  const { token, bearer } = await (await me.fetch(`${issuer}/api/me`)).json()
  t.equal(bearer, 'ada')
  t.ok(token.length > 20)
  t.ok(!JSON.stringify(me).includes(token))
  t.deepEqual((await current('work'))?.claims, me.claims)
  await until(() => heard.length > 0)
  t.deepEqual(heard, [['signedin', 'work']])
})

test('a request is as fetch has it', async (t) => {
  const sent = new FormData()
  sent.set('name', 'value')
  const response = await me.fetch(new Request(`${issuer}/api/echo?x`, { method: 'POST', body: sent, headers: { 'X-Extra': 'more' } }))
  t.ok(response instanceof Response)
  t.deepEqual([response.status, response.ok, response.url, response.redirected], [200, true, `${issuer}/api/echo?x`, false])
  t.deepEqual([response.headers.get('x-method'), response.headers.get('x-extra')], ['POST', 'more'])
  t.equal((await response.formData()).get('name'), 'value')
  const led = await me.fetch(`${issuer}/api/redirect?to=${encodeURIComponent('/api/me')}`)
  t.deepEqual([led.redirected, led.url, (await led.json()).bearer], [true, `${issuer}/api/me`, 'ada'])
  t.equal((await me.fetch(`${issuer}/api/me`, { method: 'HEAD' })).body, null)
  t.equal(await code(me.fetch('https://elsewhere.example/')), 'ERR_OUT_OF_REACH')
  t.equal(await code(me.fetch(`${issuer}/api/me`, { body: 'x' })), 'TypeError')
  const aborted = me.fetch(`${issuer}/api/me`, { signal: AbortSignal.abort() })
  t.equal(await aborted.then(() => 'none', (error) => error.name), 'AbortError')
})

test('an answer comes piece by piece', async (t) => {
  const { body } = await me.fetch(`${issuer}/api/drip`)
  const reader = /** @type {ReadableStream<Uint8Array>} */ (body).getReader()
  const text = async () => new TextDecoder().decode((await reader.read()).value)
  t.equal(await text(), 'first')
  await me.fetch(`${issuer}/drip`)
  t.equal(await text(), 'second')
  t.equal((await reader.read()).done, true)
})

test('a body goes out piece by piece', async (t) => {
  const before = (await counts()).received
  let pieces = 0
  const body = new ReadableStream({
    async pull (controller) {
      if (pieces++) {
        await until(async () => (await counts()).received === before + 5)
        controller.enqueue(new TextEncoder().encode('second'))
        controller.close()
      } else controller.enqueue(new TextEncoder().encode('first'))
    }
  })
  const response = await me.fetch(`${issuer}/api/echo`, { method: 'PUT', body, duplex: 'half' })
  t.equal(await response.text(), 'firstsecond')
})

test('a token that has ended is renewed, once for all who wait', async (t) => {
  const { expires } = /** @type {import('oro:login').Account} */ (await current('work'))
  await until(() => Date.now() > Number(expires))
  const before = (await (await fetch('ipc://test.counts')).json()).data.refreshes
  const answers = await Promise.all(Array.from({ length: 8 }, () => me.fetch(`${issuer}/api/me`).then((each) => each.json())))
  t.deepEqual(new Set(answers.map(({ bearer }) => bearer)), new Set(['ada']))
  t.equal((await (await fetch('ipc://test.counts')).json()).data.refreshes, before + 1)
})

test('who signs out is out', async (t) => {
  t.equal(await me.signOut(), true)
  t.equal(await current('work'), null)
  t.equal(await code(me.fetch(`${issuer}/api/me`)), 'ERR_NOT_SIGNED_IN')
  await until(() => heard.length > 1)
  t.deepEqual(heard.slice(1), [['signedout', 'work']])
})
