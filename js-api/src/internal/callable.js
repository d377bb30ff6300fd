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
 * @template {new (...args: any[]) => any} C
 * @param {C} Class whose base of another kind is `adoptable()`, or that has none and no private fields
 * @returns {C & ((...args: ConstructorParameters<C>) => InstanceType<C>)} the same, to be exported in its place
 */
export function callable (Class) {
  enumerable(Class)
  const made = new Proxy(Class, {
    apply: (_target, self, args) => self instanceof made ? adopt(made, self, args) : Reflect.construct(made, args)
  })
  Class.prototype.constructor = made
  return /** @type {any} */ (made)
}

/** Constructors that `adoptable()` gave out: what stands behind them is of another kind. */
const bases = new WeakSet()

/**
 * Show the methods of a class, and of those it extends up to the base of another kind, in `for … in` and
 * `Object.keys()`, as the methods of functions are, which Node's classes were written as.
 * @template {Function} C
 * @param {C} Class
 * @returns {C}
 */
export function enumerable (Class) {
  for (let at = Class.prototype; at && at !== Object.prototype && !bases.has(at); at = Object.getPrototypeOf(at)) {
    for (const name of Object.getOwnPropertyNames(at)) {
      const found = Object.getOwnPropertyDescriptor(at, name)
      if (name !== 'constructor' && typeof found?.value === 'function') Object.defineProperty(at, name, { ...found, enumerable: true })
    }
  }
  return Class
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
