// What schemas hold, and what they do not: `node` is left out, as the engine of the runtime has to say it.
import { validated } from '/image/validation.js'

const HOLDS = [
  [{ type: 'string' }, 'a'],
  [{ type: ['string', 'null'] }, null],
  [{ type: 'integer' }, 3],
  [{ type: 'number', multipleOf: 0.1 }, 0.3],
  [{ enum: [1, { a: [1] }] }, { a: [1] }],
  [{ const: null }, null],
  [{ minLength: 1, maxLength: 1 }, '\u{1f600}'],
  [{ pattern: '^a+$' }, 'aa'],
  [{ format: 'email' }, 'a@b.c'],
  [{ format: 'date-time' }, '2026-01-02T03:04:05.6Z'],
  [{ format: 'ipv4' }, '10.0.255.1'],
  [{ items: { type: 'number' }, uniqueItems: true }, [1, 2]],
  [{ prefixItems: [{ type: 'string' }], items: false }, ['a']],
  [{ properties: { a: { $ref: '#' } }, additionalProperties: false }, { a: { a: {} } }],
  [{ $defs: { n: { type: 'number' } }, $ref: '#/$defs/n' }, 1],
  [{ anyOf: [{ type: 'string' }, { type: 'number' }] }, 1],
  [{ oneOf: [{ minimum: 1 }, { minimum: 5 }] }, 3],
  [{ allOf: [{ minimum: 1 }, { maximum: 5 }] }, 3],
  [{ not: { type: 'string' } }, 3],
  [true, {}],
]
const FAILS = [
  [{ type: 'string' }, 1, '/'],
  [{ type: 'integer' }, 1.5, '/'],
  [{ type: 'object' }, [], '/'],
  [{ type: 'number' }, NaN, '/'],
  [{ enum: [1] }, '1', '/'],
  [{ exclusiveMinimum: 1 }, 1, '/'],
  [{ maxLength: 1 }, 'ab', '/'],
  [{ format: 'uuid' }, 'x', '/'],
  [{ format: 'ipv4' }, '256.0.0.1', '/'],
  [{ items: { type: 'number' } }, [1, 'a'], '/1'],
  [{ prefixItems: [{}], items: false }, ['a', 'b'], '/1'],
  [{ uniqueItems: true }, [{ a: 1 }, { a: 1 }], '/'],
  [{ required: ['a'] }, {}, '/a'],
  [{ required: ['__proto__'] }, {}, '/__proto__'],
  [{ properties: { a: { properties: { b: { const: 1 } } } } }, { a: { b: 2 } }, '/a/b'],
  [{ additionalProperties: false }, { x: 1 }, '/x'],
  [{ oneOf: [{ minimum: 1 }, { minimum: 5 }] }, 7, '/'],
  [{ anyOf: [{ type: 'string' }] }, 7, '/'],
  [{ not: {} }, 7, '/'],
  [false, 1, '/'],
]
const REFUSED = [{ typ: 'string' }, { type: 'text' }, { format: 'colour' }, { $ref: 'other.json' }, { $ref: '#/$defs/none' }]

async function main() {
  for (const [schema, value] of HOLDS) {
    const { errors } = await validated(schema, value)
    if (errors.length) throw new Error(`${JSON.stringify([schema, value])}: ${JSON.stringify(errors)}`)
  }
  for (const [schema, value, path] of FAILS) {
    const { errors } = await validated(schema, value)
    if (errors[0]?.path !== path) throw new Error(`${JSON.stringify([schema, value])}: ${JSON.stringify(errors)}`)
  }
  for (const schema of REFUSED) {
    let refused = false
    await validated(schema, 'a').catch((error) => (refused = error.message.startsWith('Cannot validate: ')))
    if (!refused) throw new Error(`${JSON.stringify(schema)} was not refused`)
  }
  const { value } = await validated({ properties: { n: { type: 'number' }, b: { type: 'boolean' } } }, { n: '1.5', b: '0' }, { texts: true })
  if (value.n !== 1.5 || value.b !== false) throw new Error(JSON.stringify(value))
  const odd = (await validated({}, JSON.parse('{"__proto__": 1}'))).value
  if (!Object.hasOwn(odd, '__proto__') || Object.getPrototypeOf(odd) !== Object.prototype) throw new Error('__proto__')
  console.log(`held ${HOLDS.length + FAILS.length + REFUSED.length}`)
}
void main()
