exports.job = 'nested query strings'

exports.use = async ({ library, say }) => {
  say('parsed', library.parse('a[b][c]=1&d[]=2&d[]=3&e=%C3%BC&f.g=4', { allowDots: true }))
  say('written', [library.stringify({ a: { b: [1, 2] }, c: null, d: new Date(0) }), library.stringify({ a: ['b', 'c'] }, { arrayFormat: 'brackets', encode: false })])
}
