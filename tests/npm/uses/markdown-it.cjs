exports.job = 'Markdown made into HTML by rules'
exports.ways = ['require', 'import']

exports.use = async ({ library, say }) => {
  const MarkdownIt = library.default ?? library
  const md = new MarkdownIt({ html: true, linkify: true, typographer: true })
  say('html', md.render('# T\n\nhttp://a.b "quoted" -- `x`\n\n1. a\n2. b\n'))
  md.use((it) => { it.renderer.rules.em_open = () => '<em class=x>' })
  say('plugin', md.renderInline('*a*'))
  say('tokens', md.parse('> a', {}).map(({ type }) => type))
}
