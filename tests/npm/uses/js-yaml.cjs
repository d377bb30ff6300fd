exports.job = 'YAML read and written'
exports.ways = ['require', 'import']

exports.use = async ({ library, say }) => {
  const yaml = library.default ?? library
  say('read', yaml.load('a: &x [1, 2.5, true]\nb: *x\nc: |\n  two\n  lines\nd: 2024-01-01\n'))
  say('written', yaml.dump({ a: [1, { b: 'x: y' }], n: null, s: 'multi\nline' }))
  try { yaml.load('a: [1', { filename: 'file.yml' }) } catch (error) { say('wrong', [error.name, error.mark.line]) }
}
