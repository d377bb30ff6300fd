exports.job = 'JavaScript parsed'
exports.ways = ['require', 'import']

exports.use = async ({ library, say }) => {
  const tree = library.parse('export const a = async () => { for await (const x of y) z?.(x) }', { ecmaVersion: 'latest', sourceType: 'module', locations: true })
  say('tree', [tree.type, tree.body[0].type, tree.body[0].declaration.declarations[0].init.type])
  say('tokens', [...library.tokenizer('a + 1', { ecmaVersion: 2020 })].map(({ type, value }) => [type.label, value ?? null]))
  try { library.parse('let a = ;', { ecmaVersion: 2020 }) } catch (error) { say('wrong', [error.name, error.message, error.pos]) }
}
