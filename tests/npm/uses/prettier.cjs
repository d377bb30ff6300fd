exports.job = 'code formatted'
exports.ways = ['require', 'import']

exports.use = async ({ library, require, folder, say }) => {
  const prettier = library.default ?? library
  say('javascript', await prettier.format('const a={b:1,c:[1,2]};function f(x){return x}', { parser: 'babel', semi: false, singleQuote: true }))
  say('css', await prettier.format('a{color:red;b:c}', { parser: 'css' }))
  say('markdown', await prettier.format('*  a\n*  b', { parser: 'markdown' }))
  require('node:fs').writeFileSync(`${folder}/.prettierrc`, '{"semi":false}')
  say('configured', await prettier.resolveConfig(`${folder}/x.js`))
  say('wrong', await prettier.format('let a = ;', { parser: 'babel' }).catch((error) => error.name))
}
