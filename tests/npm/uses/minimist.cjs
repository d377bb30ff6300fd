exports.job = 'arguments of a command line'

exports.use = async ({ library, say }) => {
  say('parsed', library(['-a', '1', '--no-b', '--c=x', '-xyz', '--', 'rest', '-q'], { boolean: ['x'], string: ['c'], alias: { a: 'all' }, '--': true }))
  say('numbers', library(['-n', '0x10', '--s', '007'], { string: 's' }))
}
