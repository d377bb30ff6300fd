exports.job = 'requests with parameters, forms, redirects, a time limit and cancellation'
exports.ways = ['require', 'import']

exports.use = async ({ library, say, web }) => {
  const axios = library.default ?? library
  const site = await web()
  const client = axios.create({ baseURL: site.url, proxy: false })
  say('get', (await client.get('/echo', { params: { b: 'c d' }, auth: { username: 'me', password: 'x' } })).data.url)
  say('post', (await client.post('/echo', { b: [1] })).data.body)
  say('form', (await client.postForm('/echo', { a: '1' })).data.type.split(';')[0])
  say('away', (await client.get('/away')).data)
  say('bytes', (await client.get('/large', { responseType: 'arraybuffer' })).data.byteLength)
  say('wrong', await client.get('/wrong').catch((error) => [error.code, error.response.status, error.response.data]))
  say('late', await client.get('/silent', { timeout: 100 }).catch((error) => [error.code, error.message]))
  const controller = new AbortController()
  const asked = client.get('/silent', { signal: controller.signal }).catch((error) => error.code)
  controller.abort()
  say('abort', await asked)
  await site.close()
}
