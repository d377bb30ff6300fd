/**
 * `Symbol.dispose` and `Symbol.asyncDispose`, which Node has and some engines lack yet.
 * @module
 */

for (const name of ['dispose', 'asyncDispose']) {
  if (!(name in Symbol)) Object.defineProperty(Symbol, name, { value: Symbol.for(`Symbol.${name}`) })
}

export const dispose = /** @type {typeof Symbol.dispose} */ (Symbol.dispose)
export const asyncDispose = /** @type {typeof Symbol.asyncDispose} */ (Symbol.asyncDispose)
