exports.job = 'data checked against JSON schemas'

exports.use = async ({ library, say }) => {
  const Ajv = library.default ?? library
  const ajv = new Ajv({ allErrors: true, useDefaults: true, coerceTypes: true })
  const check = ajv.compile({ type: 'object', required: ['a'], properties: { a: { type: 'integer', minimum: 2 }, b: { type: 'string', default: 'x' } }, additionalProperties: false })
  const data = { a: '5' }
  say('good', [check(data), data])
  say('bad', [check({ a: 1, c: 2 }), check.errors.map(({ keyword, instancePath }) => [keyword, instancePath])])
  ajv.addSchema({ $id: 'tree', type: 'object', properties: { children: { type: 'array', items: { $ref: 'tree' } } } })
  say('recursive', ajv.validate('tree', { children: [{ children: [1] }] }))
}
