exports.job = 'strings, hashes, a pipeline, a transaction and subscriptions of a Redis server'
exports.server = 'redis'

exports.use = async ({ library: { createClient }, say, server }) => {
  const client = createClient({ url: server.redis })
  await client.connect()
  await client.flushAll()
  await client.set('a', 'ü', { EX: 100 })
  say('get', [await client.get('a'), await client.get('none'), await client.ttl('a') > 0])
  await client.hSet('h', { x: '1', y: '2' })
  say('hash', { ...await client.hGetAll('h') })
  say('multi', await client.multi().incr('n').incrBy('n', 5).exec())
  say('many', (await Promise.all(Array.from({ length: 500 }, (_, n) => client.rPush('list', String(n))))).at(-1))
  const other = client.duplicate()
  await other.connect()
  const heard = new Promise((resolve) => { other.subscribe('news', (text, channel) => resolve([channel, text])).then(() => client.publish('news', 'hello')) })
  say('heard', await heard)
  say('wrong', await client.hGet('a', 'x').catch((error) => error.message))
  await other.close()
  await client.close()
}
