exports.job = 'code transformed by a plugin'
exports.name = '@babel/core'

exports.use = async ({ library, say }) => {
  const plugin = ({ types: t }) => ({ visitor: { Identifier (path) { if (path.node.name === 'a') path.node.name = 'renamed' }, NumericLiteral (path) { path.replaceWith(t.stringLiteral(String(path.node.value))); path.skip() } } })
  const made = await library.transformAsync('const a = 1; export default () => a?.b', { plugins: [plugin], configFile: false, babelrc: false, sourceMaps: true, filename: 'x.js' })
  say('code', made.code)
  say('map', made.map.sources)
  say('wrong', await library.transformAsync('let = ', { configFile: false, babelrc: false, filename: '/x.js' }).catch((error) => [error.code, error.loc]))
}
