exports.job = 'queues, waterfalls and retries of callbacks'
exports.ways = ['require', 'import']

exports.use = async ({ library, say }) => {
  const async = library.default ?? library
  say('series', await async.mapLimit([1, 2, 3], 2, async (n) => n * 2))
  say('waterfall', await async.waterfall([(done) => done(null, 1), (n, done) => setImmediate(done, null, n + 1)]))
  let tries = 0
  say('retry', await async.retry({ times: 3, interval: 1 }, async () => { if (++tries < 3) throw new Error('again'); return tries }))
  const seen = []
  const queue = async.queue((task, done) => { seen.push(task); setTimeout(done, 1) }, 2)
  queue.push([1, 2, 3])
  await queue.drain()
  say('queue', seen)
  say('auto', await async.auto({ a: async () => 1, b: ['a', async ({ a }) => a + 1] }))
}
