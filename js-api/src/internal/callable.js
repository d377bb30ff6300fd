/**
 * Classes that may be called as Node's may, whose are functions: `Agent()` makes one, and `Agent.call(this)` in a
 * constructor that inherits the old way gives `this` what an Agent has.
 *
 * An object gets the fields of a class only from what `super()` returns. So an object that is adopted travels down
 * the constructors as `new.target`, whose base of another kind, see `adoptable()`, returns it.
 *
 * @module
 */

/** Adopted objects, by the `new.target` that stands for each. @type {WeakMap<Function, object>} */
const adopting = new WeakMap()

/**
 * @typedef {object} Shape of a prototype
 * @property {(new (...args: any[]) => any)[]} [parts] bases whose members are to be its own, nearest first
 * @property {readonly string[]} [listed] accessors, and methods with an underscore, that `Object.keys()` lists too
 */

/**
 * Make a class callable, and list its methods with `Object.keys()`, as those of Node's functions are.
 * @template {new (...args: any[]) => any} C
 * @param {C} Class whose base of another kind is `adoptable()`, or that has none and no private fields
 * @param {Shape} [shape]
 * @returns {C & ((...args: ConstructorParameters<C>) => InstanceType<C>)} the same, to be exported in its place
 */
export function callable (Class, { parts = [], listed = [] } = {}) {
  for (const part of parts) adoptMembers(Class.prototype, part.prototype)
  enumerable(Class, listed)
  const made = new Proxy(Class, {
    apply: (_target, self, args) => self instanceof made ? adopt(made, self, args) : Reflect.construct(made, args)
  })
  Class.prototype.constructor = made
  return /** @type {any} */ (made)
}

/** Constructors that `adoptable()` gave out: what stands behind them is of another kind. */
const bases = new WeakSet()

/**
 * List the methods of a class, and of those it extends up to the base of another kind, with `Object.keys()`, as the
 * methods of functions are, which Node's classes were written as; those with an underscore are our own.
 * @template {Function} C
 * @param {C} Class
 * @param {readonly string[]} [listed] further members of the class
 * @returns {C}
 */
export function enumerable (Class, listed = []) {
  for (let at = Class.prototype; at && at !== Object.prototype && !bases.has(at); at = Object.getPrototypeOf(at)) list(at, new Set(listed))
  return Class
}

/**
 * @param {object} prototype that gets the members
 * @param {object} from
 */
function adoptMembers (prototype, from) {
  for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(from))) {
    if (!Object.hasOwn(prototype, name)) Object.defineProperty(prototype, name, member)
  }
}

/**
 * @param {object} prototype
 * @param {Set<string>} listed
 */
function list (prototype, listed) {
  for (const [name, member] of Object.entries(Object.getOwnPropertyDescriptors(prototype))) {
    const method = typeof member.value === 'function' && name !== 'constructor' && !name.startsWith('_')
    if (method || listed.has(name)) Object.defineProperty(prototype, name, { ...member, enumerable: true })
  }
}

/**
 * @param {Function} Class
 * @param {object} self
 * @param {any[]} args
 */
function adopt (Class, self, args) {
  const standing = function () {}
  standing.prototype = Object.getPrototypeOf(self)
  adopting.set(standing, self)
  const made = Reflect.construct(Class, args, standing)
  // A class with no base gives an object of its own, whose members are handed over.
  if (made !== self) Object.defineProperties(self, Object.getOwnPropertyDescriptors(made))
}

/**
 * @template {new (...args: any[]) => any} C
 * @param {C} Base a function, which can be applied to any object that inherits from it
 * @returns {C} for classes to extend that are made `callable()`
 */
export function adoptable (Base) {
  bases.add(Base.prototype)
  return new Proxy(Base, {
    construct (target, args, newTarget) {
      const self = adopting.get(newTarget)
      if (!self) return Reflect.construct(target, args, newTarget)
      Reflect.apply(/** @type {any} */ (target), self, args)
      return self
    }
  })
}
