// Values held against schemas: a subset of JSON Schema 2020-12, and whatever keeps to Standard Schema v1.
//
// Keywords: type, enum, const, properties, required, additionalProperties, items, prefixItems, minItems, maxItems,
// uniqueItems, minLength, maxLength, pattern, format, minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf,
// allOf, anyOf, oneOf, not, $ref to `#/…`, default. A keyword that is none of these is refused, not passed over.

const ANNOTATIONS = ['$schema', '$id', '$defs', '$comment', 'title', 'description', 'examples', 'deprecated', 'default']
const KEYWORDS = new Set([
  ...ANNOTATIONS,
  ...['type', 'enum', 'const', 'properties', 'required', 'additionalProperties', 'items', 'prefixItems', 'minItems'],
  ...['maxItems', 'uniqueItems', 'minLength', 'maxLength', 'pattern', 'format', 'minimum', 'maximum'],
  ...['exclusiveMinimum', 'exclusiveMaximum', 'multipleOf', 'allOf', 'anyOf', 'oneOf', 'not', '$ref'],
])
const FORMATS = {
  date: /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/,
  'date-time': /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/i,
  email: /^[^\s@]+@[^\s@]+\.[^\s@]+$/,
  ipv4: /^((25[0-5]|2[0-4]\d|1?\d?\d)(\.|$)){4}$/,
  uri: /^[a-z][a-z0-9+.-]*:[^\s]+$/i,
  uuid: /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i,
}

/**
 * Hold a value against a schema.
 * @param texts the value came as text, as in a query: numbers and truths are read from it.
 * @returns `{ value, errors }`: the value with defaults, and what is wrong with it, as `{ path, message }`.
 */
export async function validated(schema, value, { texts = false } = {}) {
  if (schema?.['~standard']) {
    const result = await schema['~standard'].validate(value)
    if (!result.issues) return { value: result.value, errors: [] }
    const errors = result.issues.map((issue) => ({ path: pathOf(issue.path), message: issue.message }))
    return { value, errors }
  }
  const errors = []
  return { value: new Check(schema, texts, errors).value(schema, value, ''), errors }
}

const pathOf = (path = []) => path.map((each) => `/${typeof each === 'object' ? each.key : each}`).join('')

class Check {
  #root
  #texts
  #errors

  constructor(root, texts, errors) {
    this.#root = root
    this.#texts = texts
    this.#errors = errors
  }

  value(schema, given, path, depth = 0) {
    if (depth > 64) throw new RangeError('Cannot validate: the schema, or the value, is too deep')
    if (schema === true) return given
    if (schema === false) return this.#wrong(path, 'is not allowed', given)
    for (const key of Object.keys(schema)) {
      if (!KEYWORDS.has(key) && !key.startsWith('x-')) throw new TypeError(`Cannot validate: there is no keyword "${key}"`)
    }
    if (schema.$ref !== undefined) given = this.value(this.#referred(schema.$ref), given, path, depth + 1)
    if (given === undefined) return schema.default
    const value = this.#typed(schema, given, path)
    this.#plain(schema, value, path)
    if (typeof value === 'string') this.#text(schema, value, path)
    if (typeof value === 'number') this.#number(schema, value, path)
    const inner = Array.isArray(value)
      ? this.#list(schema, value, path, depth)
      : value && typeof value === 'object'
        ? this.#object(schema, value, path, depth)
        : value
    this.#combined(schema, inner, path, depth)
    return inner
  }

  #typed(schema, value, path) {
    if (schema.type === undefined) return value
    const types = [schema.type].flat()
    if (types.some((type) => isType(type, value))) return value
    if (this.#texts && typeof value === 'string') {
      for (const type of types) {
        const read = fromText(type, value)
        if (read !== undefined) return read
      }
      if (types.includes('array')) return [value]
    }
    return this.#wrong(path, `is no ${types.join(' or ')}`, value)
  }

  #plain(schema, value, path) {
    if (schema.enum && !schema.enum.some((each) => same(each, value))) {
      this.#wrong(path, `is none of ${schema.enum.map((each) => JSON.stringify(each)).join(', ')}`)
    }
    if ('const' in schema && !same(schema.const, value)) this.#wrong(path, `is not ${JSON.stringify(schema.const)}`)
  }

  #text(schema, value, path) {
    const length = [...value].length
    if (length < schema.minLength) this.#wrong(path, `is shorter than ${schema.minLength}`)
    if (length > schema.maxLength) this.#wrong(path, `is longer than ${schema.maxLength}`)
    if (schema.pattern !== undefined && !new RegExp(schema.pattern, 'u').test(value)) {
      this.#wrong(path, `does not match ${schema.pattern}`)
    }
    if (schema.format !== undefined) {
      const format = FORMATS[schema.format]
      if (!format) throw new TypeError(`Cannot validate: there is no format "${schema.format}"`)
      if (!format.test(value)) this.#wrong(path, `is no ${schema.format}`)
    }
  }

  #number(schema, value, path) {
    if (value < schema.minimum) this.#wrong(path, `is below ${schema.minimum}`)
    if (value > schema.maximum) this.#wrong(path, `is above ${schema.maximum}`)
    if (value <= schema.exclusiveMinimum) this.#wrong(path, `is not above ${schema.exclusiveMinimum}`)
    if (value >= schema.exclusiveMaximum) this.#wrong(path, `is not below ${schema.exclusiveMaximum}`)
    const times = value / schema.multipleOf
    if (schema.multipleOf && Math.abs(times - Math.round(times)) > 1e-9) {
      this.#wrong(path, `is no multiple of ${schema.multipleOf}`)
    }
  }

  #list(schema, value, path, depth) {
    if (value.length < schema.minItems) this.#wrong(path, `has fewer than ${schema.minItems} items`)
    if (value.length > schema.maxItems) this.#wrong(path, `has more than ${schema.maxItems} items`)
    if (schema.uniqueItems && value.some((each, at) => value.slice(0, at).some((other) => same(each, other)))) {
      this.#wrong(path, 'has an item twice')
    }
    return value.map((each, at) => {
      const own = schema.prefixItems?.[at] ?? schema.items
      return own === undefined ? each : this.value(own, each, `${path}/${at}`, depth + 1)
    })
  }

  #object(schema, value, path, depth) {
    const result = {}
    const known = schema.properties ?? {}
    for (const name of schema.required ?? []) {
      if (!Object.hasOwn(value, name)) this.#wrong(`${path}/${name}`, 'is missing')
    }
    for (const [name, each] of Object.entries(value)) {
      if (Object.hasOwn(known, name)) put(result, name, this.value(known[name], each, `${path}/${name}`, depth + 1))
      else if (schema.additionalProperties === false) this.#wrong(`${path}/${name}`, 'is not known')
      else if (schema.additionalProperties === undefined) put(result, name, each)
      else put(result, name, this.value(schema.additionalProperties, each, `${path}/${name}`, depth + 1))
    }
    for (const [name, own] of Object.entries(known)) {
      if (!Object.hasOwn(value, name) && own.default !== undefined) put(result, name, own.default)
    }
    return result
  }

  #combined(schema, value, path, depth) {
    const holds = (each) => {
      const errors = []
      new Check(this.#root, this.#texts, errors).value(each, value, path, depth + 1)
      return errors.length === 0
    }
    for (const each of schema.allOf ?? []) this.value(each, value, path, depth + 1)
    if (schema.anyOf && !schema.anyOf.some(holds)) this.#wrong(path, 'matches none of the alternatives')
    if (schema.oneOf && schema.oneOf.filter(holds).length !== 1) this.#wrong(path, 'matches not exactly one alternative')
    if (schema.not !== undefined && holds(schema.not)) this.#wrong(path, 'matches what it must not')
  }

  #referred(reference) {
    if (!reference.startsWith('#')) throw new TypeError(`Cannot validate: "${reference}" is not within the schema`)
    let found = this.#root
    for (const name of reference.slice(1).split('/').filter(Boolean)) {
      found = found?.[decodeURIComponent(name).replaceAll('~1', '/').replaceAll('~0', '~')]
    }
    if (found === undefined) throw new TypeError(`Cannot validate: there is no "${reference}"`)
    return found
  }

  #wrong(path, message, value) {
    this.#errors.push({ path: path || '/', message })
    return value
  }
}

function isType(type, value) {
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'number') return typeof value === 'number' && Number.isFinite(value)
  if (type === 'array') return Array.isArray(value)
  if (type === 'null') return value === null
  if (type === 'object') return value !== null && typeof value === 'object' && !Array.isArray(value)
  if (type === 'string' || type === 'boolean') return typeof value === type
  throw new TypeError(`Cannot validate: there is no type "${type}"`)
}

function fromText(type, text) {
  if (type === 'boolean' && /^(true|false|1|0)$/.test(text)) return text === 'true' || text === '1'
  if ((type === 'number' || type === 'integer') && text.trim() === text && text !== '') {
    const value = Number(text)
    if (type === 'integer' ? Number.isSafeInteger(value) : Number.isFinite(value)) return value
  }
  return undefined
}

function same(one, other) {
  if (one === other) return true
  if (!one || !other || typeof one !== 'object' || typeof other !== 'object') return false
  if (Array.isArray(one) !== Array.isArray(other)) return false
  const names = Object.keys(one)
  return names.length === Object.keys(other).length && names.every((name) => same(one[name], other[name]))
}

/** Put a member that may have any name, `__proto__` too. */
function put(object, name, value) {
  Object.defineProperty(object, name, { value, writable: true, enumerable: true, configurable: true })
}
