exports.job = 'fetch, with bodies of every kind and streams of Node'
exports.ways = ['import']

exports.use = async ({ library, web, say }) => {
  const { default: fetch, FormData, Headers, AbortError } = library
  const site = await web()
  say('json', await (await fetch(`${site.url}/json`)).json())
  const form = new FormData()
  form.set('a', 'b')
  say('form', (await (await fetch(`${site.url}/echo`, { method: 'POST', body: form })).json()).type.split(';')[0])
  const { body } = await fetch(`${site.url}/large`)
  let size = 0
  for await (const piece of body) size += piece.length
  say('stream', [size, typeof body.pipe])
  say('away', [(await fetch(`${site.url}/away`)).redirected, (await fetch(`${site.url}/away`, { redirect: 'manual' })).status])
  const controller = new AbortController()
  const asked = fetch(`${site.url}/silent`, { signal: controller.signal }).catch((error) => error instanceof AbortError)
  controller.abort()
  say('aborted', await asked)
  say('headers', [...new Headers({ B: '1', a: '2' })])
  say('refused', await fetch('http://127.0.0.1:1/').catch((error) => [error.name, error.code]))
  await site.close()
}
