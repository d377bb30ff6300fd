// Routes by table and by file, matched segment by segment: a name before a parameter, a parameter before the rest.
//
//     /users            a name
//     /users/:id        a parameter          file users/[id].ts
//     /files/*path      the rest, not empty  file files/[...path].ts
//     /docs/*path?      the rest, or nothing file docs/[[...path]].ts

const METHOD = /^[A-Z]+$/
export const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

const node = () => ({ names: new Map(), parameter: null, rest: null, optional: null, methods: null })

/** Thrown where a path is none. */
export class BadPath extends Error {}

export class Router {
  #root = node()

  /**
   * Add a route.
   * @param method a method, or `*` for all that have no route of their own.
   * @param pattern such as `/users/:id`.
   * @param handler what answers.
   */
  add(method, pattern, handler) {
    const names = []
    let at = this.#root
    const segments = pattern.split('/').filter(Boolean)
    segments.forEach((segment, number) => {
      const last = number === segments.length - 1
      if (segment[0] === '*') {
        if (!last) throw new TypeError(`Cannot add route "${pattern}": "${segment}" takes the rest, so it stands last`)
        const optional = segment.endsWith('?')
        names.push(segment.slice(1, optional ? -1 : undefined) || 'rest')
        const key = optional ? 'optional' : 'rest'
        at = at[key] ??= node()
      } else if (segment[0] === ':') {
        names.push(segment.slice(1))
        at = at.parameter ??= node()
      } else {
        const name = decoded(segment)
        if (!at.names.has(name)) at.names.set(name, node())
        at = at.names.get(name)
      }
    })
    if (new Set(names).size < names.length) throw new TypeError(`Cannot add route "${pattern}": a parameter comes twice`)
    at.methods ??= new Map()
    if (at.methods.has(method)) {
      throw new TypeError(`Cannot add route "${method} ${pattern}": "${at.methods.get(method).pattern}" is there already`)
    }
    at.methods.set(method, { handler, names, pattern })
    return this
  }

  /** Add the routes of a table: `{ 'GET /users/:id': handler, '/all': handler }`. */
  addTable(table) {
    for (const [key, handler] of Object.entries(table)) {
      const space = key.indexOf(' ')
      const [method, pattern] = space < 0 ? ['*', key] : [key.slice(0, space), key.slice(space + 1).trim()]
      if (!(method === '*' || METHOD.test(method)) || pattern[0] !== '/') {
        throw new TypeError(`Cannot add route "${key}": expected "METHOD /path" or "/path"`)
      }
      this.add(method, pattern, handler)
    }
    return this
  }

  /**
   * Find what answers.
   * @returns `{ handler, params, pattern }`; or `{ allow }` where the path has other methods; or null.
   * @throws {BadPath} the path is none.
   */
  match(method, path) {
    const segments = path.split('/').filter(Boolean).map(decoded)
    let allow = null
    for (const { methods, values } of walk(this.#root, segments, 0, [])) {
      const found = methods.get(method) ?? (method === 'HEAD' ? methods.get('GET') : undefined) ?? methods.get('*')
      if (found) {
        const params = Object.fromEntries(found.names.map((name, number) => [name, values[number]]))
        return { handler: found.handler, params, pattern: found.pattern }
      }
      allow ??= new Set()
      for (const each of methods.keys()) allow.add(each)
    }
    if (!allow) return null
    if (allow.has('GET')) allow.add('HEAD')
    allow.add('OPTIONS')
    return { allow: [...allow].sort() }
  }
}

/** Yield the routes of a path, the best first. */
function* walk(at, segments, number, values) {
  if (number === segments.length) {
    if (at.methods) yield { methods: at.methods, values }
    if (at.optional?.methods) yield { methods: at.optional.methods, values: [...values, ''] }
    return
  }
  const segment = segments[number]
  if (at.names.has(segment)) yield* walk(at.names.get(segment), segments, number + 1, values)
  if (at.parameter) yield* walk(at.parameter, segments, number + 1, [...values, segment])
  const rest = segments.slice(number).join('/')
  for (const each of [at.rest, at.optional]) if (each?.methods) yield { methods: each.methods, values: [...values, rest] }
}

function decoded(segment) {
  try {
    return decodeURIComponent(segment)
  } catch {
    throw new BadPath(`Cannot answer: "${segment}" is not encoded as a path is`)
  }
}

/** The pattern of a file below the folder of routes, or null where it is none: `users/[id].ts` is `/users/:id`. */
export function patternOf(file) {
  const found = /^(.*?)\.(ts|mts|js|mjs|tsx|jsx)$/.exec(file)
  if (!found || /\.(test|spec|d)$/.test(found[1])) return null
  const segments = found[1].split('/')
  if (segments.some((each) => each[0] === '_' || each[0] === '.')) return null
  if (segments.at(-1) === 'index') segments.pop()
  const named = segments.map((segment) =>
    segment
      .replace(/^\[\[\.\.\.(\w+)\]\]$/, '*$1?')
      .replace(/^\[\.\.\.(\w+)\]$/, '*$1')
      .replace(/^\[(\w+)\]$/, ':$1'),
  )
  return `/${named.join('/')}`
}
