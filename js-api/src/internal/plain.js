/**
 * The members of a module as an ordinary object, for its default export.
 * @module
 */

/**
 * @template {object} T
 * @param {T} namespace of a module, `default` left out
 * @returns {Omit<T, 'default'>}
 */
export function plain (namespace) {
  const names = Object.getOwnPropertyNames(namespace).filter((name) => name !== 'default')
  return /** @type {any} */ (Object.fromEntries(names.map((name) => [name, /** @type {any} */ (namespace)[name]])))
}
