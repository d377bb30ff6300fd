/**
 * Addresses as `util.inspect()` shows them: the engine's classes get the method it asks for.
 * @module
 */

const CUSTOM = Symbol.for('nodejs.util.inspect.custom')
const MEMBERS = /** @type {const} */ ([
  'href', 'origin', 'protocol', 'username', 'password', 'host', 'hostname', 'port', 'pathname', 'search', 'searchParams', 'hash'
])

/**
 * @this {URL}
 * @param {number} depth
 * @param {any} options
 * @param {(value: any, options: any) => string} inspect
 */
function address (depth, options, inspect) {
  if (typeof depth === 'number' && depth < 0) return this
  const shown = Object.fromEntries(MEMBERS.map((name) => [name, this[name]]))
  return `${this.constructor.name} ${inspect(shown, { ...options, depth })}`
}

/**
 * @this {URLSearchParams}
 * @param {number} depth
 * @param {any} options
 * @param {(value: any, options: any) => string} inspect
 */
function pairs (depth, options, inspect) {
  if (typeof depth === 'number' && depth < 0) return options.stylize('[Object]', 'special')
  const inner = { ...options, depth: depth === null ? null : depth - 1 }
  const shown = Array.from(this, ([name, value]) => `${inspect(name, inner)} => ${inspect(value, inner)}`)
  const { name } = this.constructor
  if (shown.length === 0) return `${name} {}`
  return shown.join(', ').length > options.breakLength ? `${name} {\n  ${shown.join(',\n  ')} }` : `${name} { ${shown.join(', ')} }`
}

for (const [Class, value] of /** @type {[any, any][]} */ ([[URL, address], [URLSearchParams, pairs]])) {
  Object.defineProperty(Class.prototype, CUSTOM, { value, configurable: true, writable: true })
}
