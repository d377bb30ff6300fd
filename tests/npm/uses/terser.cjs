exports.job = 'code made small'
exports.ways = ['require', 'import']

exports.use = async ({ library, say }) => {
  const made = await library.minify({ 'a.js': 'function long(name) { if (false) { unused() } return name + name } console.log(long(1))' }, { toplevel: true, sourceMap: { filename: 'out.js' } })
  say('code', made.code)
  say('map', JSON.parse(made.map).sources)
  say('wrong', await library.minify('let a = ;').catch((error) => [error.name, error.line]))
}
