exports.job = 'messages of the namespaces that are switched on'
exports.ways = ['require', 'import']

exports.use = async ({ library, say }) => {
  const debug = library.default ?? library
  const lines = []
  debug.enable('app:*,-app:noise')
  const log = debug('app:part')
  log.log = (...parts) => lines.push(parts.map(String).join(' ').replace(/\u001b\[[\d;]*m/g, '').replace(/\+\d+ms|\d{4}-\S+/, ''))
  log.useColors = false
  log('hello %s %d %o', 'you', 5, { a: 1 })
  const noise = debug('app:noise')
  say('enabled', [log.enabled, noise.enabled, debug('other').enabled, debug.disable()])
  say('lines', lines.map((line) => line.trim()))
}
