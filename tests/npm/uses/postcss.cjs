exports.job = 'style sheets read, changed by plugins and written with a map'

exports.use = async ({ library, say }) => {
  const postcss = library
  const plugin = () => ({ postcssPlugin: 'red', Declaration: { color: (declaration) => { declaration.value = 'red' } } })
  plugin.postcss = true
  const made = await postcss([plugin]).process('a { color: blue; & b { top: 0 } }', { from: 'in.css', to: 'out.css', map: { inline: false } })
  say('css', made.css)
  say('map', made.map.toJSON().sources)
  say('wrong', await postcss([]).process('a {', { from: 'in.css' }).then(({ css }) => css, (error) => [error.name, error.reason, error.line]))
}
