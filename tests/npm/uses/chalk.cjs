exports.job = 'colours of a terminal'
exports.ways = ['require', 'import']

exports.use = async ({ library: { Chalk, supportsColor }, say }) => {
  const chalk = new Chalk({ level: 3 })
  say('coloured', [chalk.red('red'), chalk.bold.hex('#ff8800').underline('x')])
  say('nested', chalk.blue(`a${chalk.green('b')}c`))
  say('level', [typeof supportsColor, chalk.level])
}
