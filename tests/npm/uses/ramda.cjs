exports.job = 'functions composed, curried and mapped'
exports.ways = ['require', 'import']

exports.use = async ({ library, say }) => {
  const R = library
  say('composed', R.pipe(R.filter(R.propSatisfies(R.gt(R.__, 1), 'n')), R.map(R.evolve({ n: R.inc })), R.groupBy(({ n }) => n % 2 ? 'odd' : 'even'))([{ n: 1 }, { n: 2 }, { n: 3 }]))
  say('curried', R.add(1)(2))
  say('lens', R.over(R.lensPath(['a', 0]), R.toUpper, { a: ['x'] }))
  say('transduced', R.into([], R.compose(R.map(R.multiply(2)), R.take(2)), [1, 2, 3]))
}
