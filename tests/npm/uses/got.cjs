exports.job = 'JSON, redirects, retries, streams and errors over HTTP'
exports.ways = ['import']

exports.use = async ({ library: { default: got }, say, web }) => {
  const site = await web()
  const client = got.extend({ prefixUrl: site.url, retry: { limit: 2, calculateDelay: ({ attemptCount }) => attemptCount < 3 ? 1 : 0 } })
  say('json', await client('json').json())
  say('post', (await client.post('echo', { json: { a: 1 } }).json()).body)
  say('zipped', (await client('zipped')).body.length)
  say('away', (await client('away')).redirectUrls.length)
  say('wrong', await client('wrong').catch((error) => [error.name, error.code, error.response.statusCode]))
  say('flaky', (await client('flaky')).retryCount)
  let size = 0
  for await (const piece of client.stream('large')) size += piece.length
  say('stream', size)
  await site.close()
}
