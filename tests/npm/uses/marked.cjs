exports.job = 'Markdown made into HTML'
exports.ways = ['require', 'import']

exports.use = async ({ library, say }) => {
  const { marked, Marked } = library
  say('html', marked.parse('# T\n\n- a\n- **b**\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n```js\nlet a\n```\n'))
  const own = new Marked({ renderer: { heading ({ tokens, depth }) { return `<h${depth} class=x>${this.parser.parseInline(tokens)}</h${depth}>` } } })
  say('renderer', own.parse('## *a*'))
  say('tokens', marked.lexer('a [b](c)').map(({ type }) => type))
}
