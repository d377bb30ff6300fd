/**
 * Classes that scripts may look at and not make (their constructors are illegal in browsers, too).
 * @module
 */

/** Who gives this to a constructor may make one. */
export const OURS = Symbol('made by oro:service-worker')

/**
 * @param {unknown} key
 * @throws {TypeError} a script calls the constructor
 */
export function check (key) {
  if (key !== OURS) throw new TypeError('Illegal constructor')
}

/**
 * Have objects of classes say what they are, as those of an engine do.
 * @param {Record<string, Function>} classes by the names they say
 */
export function name (classes) {
  for (const [value, { prototype }] of Object.entries(classes)) {
    Object.defineProperty(prototype, Symbol.toStringTag, { value, configurable: true })
  }
}
