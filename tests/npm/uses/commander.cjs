exports.job = 'options, arguments, subcommands and help of a command line'

exports.use = async ({ library: { Command, Option }, say }) => {
  const program = new Command('tool').description('does things').version('1.2.3').exitOverride()
  const written = []
  program.configureOutput({ writeOut: (text) => written.push(text), writeErr: (text) => written.push(text) })
  program.command('copy').argument('<from>').argument('[to]', 'where', 'here').option('-f, --force').addOption(new Option('--mode <mode>').choices(['a', 'b']).default('a'))
    .action((from, to, options) => say('copy', [from, to, options]))
  await program.parseAsync(['copy', 'x', '-f', '--mode', 'b'], { from: 'user' })
  for (const args of [['copy'], ['copy', 'x', '--mode', 'c'], ['--version'], ['cpoy'], ['--help']]) {
    await program.parseAsync(args, { from: 'user' }).catch((error) => say(args.join(' '), [error.code, error.exitCode]))
  }
  say('written', written)
}
