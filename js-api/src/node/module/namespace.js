/**
 * The namespace that an ES module gets of a CommonJS one: its exports as `default`, and their members by name.
 * @module
 */

/** @type {WeakMap<object, object>} */
const made = new WeakMap()

/** @param {any} value @returns {value is object} */
function isObject (value) {
  return (typeof value === 'object' && value !== null) || typeof value === 'function'
}

/** @param {any} value what the module exports @returns {any} */
export function namespaceOf (value) {
  if (!isObject(value)) return { __esModule: true, default: value }
  const known = made.get(value)
  if (known) return known
  const names = () => [...new Set([...Object.keys(value), 'default'])]
  const member = (/** @type {string | symbol} */ name) => name === 'default' ? value : name === '__esModule' ? true : Reflect.get(value, name)
  const namespace = new Proxy({}, {
    get: (_, name) => member(name),
    has: (_, name) => name === 'default' || name in value,
    ownKeys: names,
    getOwnPropertyDescriptor: (_, name) => names().includes(String(name)) ? { value: member(name), enumerable: true, configurable: true, writable: true } : undefined
  })
  made.set(value, namespace)
  return namespace
}
