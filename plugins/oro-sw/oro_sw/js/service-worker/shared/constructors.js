/**
 * Classes that scripts may look at and not make (their constructors are illegal in browsers, too).
 * @module
 */

/** The argument with which a constructor makes an object. */
export const OURS = Symbol('made by oro:service-worker')

/**
 * @param {unknown} key
 * @throws {TypeError} a script calls the constructor
 */
export function check (key) {
  if (key !== OURS) throw new TypeError('Illegal constructor')
}

/**
 * Have objects of classes look as those of an engine do: they say what they are, and list the members they share.
 * @param {Record<string, Function>} classes by the names they say
 * @param {string[]} [hidden] members that are only ours
 */
export function name (classes, hidden = []) {
  for (const [value, { prototype }] of Object.entries(classes)) {
    for (const member of Object.getOwnPropertyNames(prototype)) {
      if (member !== 'constructor' && !hidden.includes(member)) Object.defineProperty(prototype, member, { enumerable: true })
    }
    Object.defineProperty(prototype, Symbol.toStringTag, { value, configurable: true })
  }
}
