exports.job = 'a command line parsed, with commands, checks and help'
exports.ways = ['import']

exports.use = async ({ library: { default: yargs }, say }) => {
  const parser = () => yargs().scriptName('tool').exitProcess(false).fail((message, error) => { throw error ?? new Error(message) })
    .command('serve [port]', 'starts', (command) => command.positional('port', { default: 5000, type: 'number' }), (args) => say('serve', [args.port, args.verbose]))
    .option('verbose', { alias: 'v', type: 'boolean', default: false }).option('size', { choices: ['s', 'l'] }).strict()
  await parser().parseAsync(['serve', '80', '-v'])
  const refusal = async (...args) => { try { await parser().parseAsync(args) } catch (error) { return error.message.split('\n')[0] } }
  say('unknown', await refusal('--nothing'))
  say('choices', await refusal('--size', 'm'))
  say('help', (await parser().getHelp()).split('\n').length > 5)
}
