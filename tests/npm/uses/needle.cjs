exports.job = 'requests with cookies, forms, redirects and zipped answers'

exports.use = async ({ library, web, say }) => {
  const needle = library
  const site = await web()
  const shown = ({ statusCode, body }) => [statusCode, Buffer.isBuffer(body) ? body.toString() : body]
  say('get', shown(await needle('get', `${site.url}/json`)))
  say('post', (await needle('post', `${site.url}/echo`, { a: 1, b: ['x', 'y'] })).body.body)
  say('zipped', (await needle('get', `${site.url}/zipped`, { compressed: true })).body.length)
  say('away', shown(await needle('get', `${site.url}/away`, { follow_max: 2 })))
  say('refused', await needle('get', 'http://127.0.0.1:1/').catch((error) => error.code))
  await site.close()
}
