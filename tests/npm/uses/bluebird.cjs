exports.job = 'promises with more methods, over callbacks of Node'

exports.use = async ({ library, require, say }) => {
  const Bluebird = library
  const fs = Bluebird.promisifyAll(require('node:fs'), { suffix: 'Later' })
  say('map', await Bluebird.map([1, 2, 3], (n) => Bluebird.delay(1).then(() => n * 2), { concurrency: 2 }))
  say('file', (await fs.readFileLater(__filename, 'utf8')).includes('bluebird'))
  say('late', await Bluebird.delay(1000).timeout(10, 'too late').catch(Bluebird.TimeoutError, (error) => error.message))
  say('props', await Bluebird.props({ a: Bluebird.resolve(1), b: 2 }))
  say('reflected', (await Bluebird.allSettled([Bluebird.reject(new Error('x')), 1])).map((each) => each.isFulfilled()))
  const order = []
  await Bluebird.each([3, 1, 2], (n) => Bluebird.delay(n).then(() => order.push(n)))
  say('each', order)
}
