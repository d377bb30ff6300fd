exports.job = 'answers of HTTP servers that are not there'

exports.use = async ({ library: nock, require, say }) => {
  const https = require('node:https')
  const scope = nock('https://api.example.org').get('/users').query({ page: 1 }).reply(200, [{ id: 1 }], { 'x-a': 'b' }).post('/users', { name: 'x' }).reply(201)
  const get = (method, path, body) => new Promise((resolve, reject) => {
    const request = https.request(`https://api.example.org${path}`, { method, headers: body ? { 'content-type': 'application/json' } : {} }, (response) => {
      let text = ''
      response.on('data', (bytes) => { text += bytes }).on('end', () => resolve([response.statusCode, response.headers['x-a'] ?? null, text]))
    })
    request.on('error', reject).end(body)
  })
  say('get', await get('GET', '/users?page=1'))
  say('post', await get('POST', '/users', '{"name":"x"}'))
  say('done', scope.isDone())
  nock.disableNetConnect()
  say('other', await get('GET', '/none').catch((error) => error.code))
  nock.restore()
  nock.cleanAll()
}
