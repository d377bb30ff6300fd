const fs = require('node:fs')
const { once } = require('node:events')

exports.job = 'a logger with formats, levels, and files'

exports.use = async ({ library: winston, say, folder }) => {
  const { combine, label, printf, json, splat } = winston.format
  const file = new winston.transports.File({ filename: `${folder}/all.log`, format: json() })
  const errors = new winston.transports.File({ filename: `${folder}/errors.log`, level: 'error', format: combine(label({ label: 'oro' }), printf(({ level, message, label }) => `[${label}] ${level}: ${message}`)) })
  const log = winston.createLogger({ level: 'debug', format: splat(), transports: [file, errors] })
  log.info('hello %s', 'there', { a: 1 })
  log.child({ part: 'x' }).debug('detail')
  log.silly('unseen')
  log.error('wrong')
  const finished = Promise.all([once(file, 'finish'), once(errors, 'finish')])
  log.end()
  await finished
  say('all', fs.readFileSync(`${folder}/all.log`, 'utf8').trim().split('\n').map((line) => JSON.parse(line)))
  say('errors', fs.readFileSync(`${folder}/errors.log`, 'utf8'))
}
