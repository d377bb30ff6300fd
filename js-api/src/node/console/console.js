/**
 * A console that writes to streams, as Node's does: a function, called with `new` or without, whose methods are bound.
 * @module
 */

import { methods } from './methods.js'
import { checkPair, State } from './state.js'

/** @typedef {import('./state.js').Options} Options */

/**
 * The methods of every console.
 * @typedef {typeof methods} Methods
 */

/** @type {WeakMap<object, State>} */
const states = new WeakMap()

/**
 * @this {any}
 * @param {Options | any} options or the stream for output
 * @param {any} [_stderr]
 * @param {boolean} [_ignoreErrors]
 * @returns {any}
 */
function construct (options, _stderr, _ignoreErrors) {
  if (new.target === undefined) return Reflect.construct(construct, arguments)
  const isStream = !options || typeof options.write === 'function'
  checkPair(isStream ? undefined : options)
  start(this, new State(isStream ? { stdout: options, stderr: _stderr, ignoreErrors: _ignoreErrors } : options))
}

/**
 * @param {any} self
 * @param {State} state
 */
export function start (self, state) {
  states.set(self, state)
  for (const name of Object.keys(methods)) {
    const bound = self[name].bind(self)
    Object.defineProperty(bound, 'name', { value: name })
    self[name] = bound
  }
  for (const name of /** @type {const} */ (['stdout', 'stderr'])) {
    Object.defineProperty(self, `_${name}`, { value: state[name], writable: true, configurable: true })
  }
}

for (const [name, method] of Object.entries(methods)) {
  const { [name]: made } = {
    /** @this {any} @param {...any} args */
    [name] (...args) { return Reflect.apply(method, this, [states.get(this), ...args]) }
  }
  construct.prototype[name] = made
}
Object.defineProperty(construct.prototype, Symbol.toStringTag, { value: 'console', configurable: true })
Object.defineProperty(construct, 'name', { value: 'Console' })
Object.defineProperty(construct, Symbol.hasInstance, { value: (/** @type {any} */ value) => states.has(value) || value === globalThis.console })

/** @typedef {{ [K in keyof Methods]: (...args: any[]) => any }} ConsoleLike */

export const Console = /** @type {{ new (options: Options | any, stderr?: any, ignoreErrors?: boolean): ConsoleLike, prototype: ConsoleLike }} */ (
  /** @type {unknown} */ (construct)
)
