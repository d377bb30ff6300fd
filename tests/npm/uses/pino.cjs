const fs = require('node:fs')

exports.job = 'lines of JSON into a file, with children, redaction and serialisers'

exports.use = async ({ library: pino, say, folder }) => {
  const file = pino.destination({ dest: `${folder}/log`, sync: true })
  const log = pino({ base: { app: 'oro' }, timestamp: false, redact: ['password'], level: 'debug' }, file)
  log.info({ a: 1, password: 'secret' }, 'hello %s', 'there')
  log.child({ part: 'x' }).warn('careful')
  log.trace('unseen')
  log.error(new TypeError('wrong'))
  file.flushSync()
  const lines = fs.readFileSync(`${folder}/log`, 'utf8').trim().split('\n').map((line) => JSON.parse(line))
  say('lines', lines.map((line) => line.err ? [line.level, line.err.type, line.err.message, line.msg] : line))
  say('levels', [pino.levels.values.info, log.isLevelEnabled('trace')])
}
