exports.job = 'fetch, request, a pool and a stream, from a server that redirects, zips and fails'
exports.ways = ['require', 'import']

exports.use = async ({ library: { fetch, request, Pool, FormData, stream }, say, web }) => {
  const { Writable } = require('node:stream')
  const site = await web()
  say('fetch', await (await fetch(`${site.url}/json`)).json())
  say('zipped', await (await fetch(`${site.url}/zipped`)).text())
  say('redirected', (await fetch(`${site.url}/away`)).redirected)
  const form = new FormData()
  form.set('a', 'b')
  say('form', (await (await fetch(`${site.url}/echo`, { method: 'POST', body: form })).json()).type.split(';')[0])
  const { statusCode, body } = await request(`${site.url}/echo`, { method: 'PUT', body: 'text', headers: { 'x-a': '1' } })
  say('request', [statusCode, (await body.json()).body])
  const pool = new Pool(site.url, { connections: 2 })
  const answers = await Promise.all([1, 2, 3, 4].map((n) => pool.request({ path: `/echo?${n}`, method: 'GET' })))
  say('pool', await Promise.all(answers.map(async ({ body }) => (await body.json()).url)))
  await pool.close()
  let size = 0
  await stream(`${site.url}/large`, { method: 'GET' }, () => new Writable({ write (bytes, _, done) { size += bytes.length; done() } }))
  say('stream', size)
  say('refused', await request('http://127.0.0.1:1/').catch((error) => error.code))
  await site.close()
}
