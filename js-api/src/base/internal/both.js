/**
 * Default exports that are a class and the namespace of its module at once.
 * @module
 */

/**
 * Let a class answer for its module as well. The class itself stays as it is: others share it.
 * @template {object} T
 * @param {T} Class
 * @param {Record<string, any>} namespace
 * @returns {T & Record<string, any>} constructs and tells instances as the class does
 */
export function both (Class, namespace) {
  return /** @type {any} */ (new Proxy(Class, {
    get: (target, name) => Reflect.has(target, name) ? Reflect.get(target, name) : namespace[/** @type {string} */ (name)],
    has: (target, name) => Reflect.has(target, name) || Reflect.has(namespace, name),
    construct: (_target, args) => Reflect.construct(/** @type {any} */ (Class), args)
  }))
}
