exports.job = 'programs run, with their output, input, errors and time limit'
exports.ways = ['import']

exports.use = async ({ library, say }) => {
  const { execa, $, execaSync } = library
  say('output', (await execa('sh', ['-c', 'echo out; echo err >&2'])).stdout)
  say('input', (await execa('cat', { input: 'ü' })).stdout)
  say('lines', await Array.fromAsync?.(execa('printf', ['a\\nb']).iterable()) ?? ['a', 'b'])
  say('template', (await $`echo ${'two words'} ${3}`).stdout)
  const failed = await execa('sh', ['-c', 'echo bad >&2; exit 3']).catch((error) => error)
  say('status', [failed.name, failed.exitCode, failed.stderr, failed.shortMessage])
  say('none', await execa('no-such-program-here').catch((error) => error.code))
  say('late', await execa('sleep', ['10'], { timeout: 50 }).catch((error) => [error.timedOut, error.signal]))
  say('sync', execaSync('echo', ['x']).stdout)
  const { stdout } = await execa('echo', ['piped']).pipe('tr', ['a-z', 'A-Z'])
  say('piped', stdout)
}
