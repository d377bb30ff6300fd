exports.job = 'identifiers of every version'
exports.ways = ['require', 'import']

exports.use = async ({ library, say }) => {
  const { v1, v3, v4, v5, v7, validate, version, parse, stringify, NIL } = library
  say('v3 and v5', [v3('hello', v3.URL), v5('hello', v5.DNS)])
  say('versions', [v1(), v4(), v7()].map((id) => [validate(id), version(id), id.length]))
  say('parsed', [stringify(parse('6ec0bd7f-11c0-43da-975e-2a8ad9ebae0b')), validate('no'), NIL])
  say('unlike', new Set(Array.from({ length: 100 }, () => v4())).size)
}
