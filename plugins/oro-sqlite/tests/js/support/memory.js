import { DatabaseSync } from 'oro:sqlite'

/** @param {import('oro:sqlite/options').DatabaseOptions} [options] */
export function memory (options) {
  return new DatabaseSync(':memory:', options)
}

/**
 * What a function throws, as class, code and message, or as it is.
 * @param {() => any} act
 * @param {boolean} [whole]
 * @returns {any[] | undefined}
 */
export function caught (act, whole = false) {
  try {
    act()
  } catch (error) {
    const { name, code, message } = /** @type {any} */ (error)
    return whole ? /** @type {any} */ (error) : [name, code, message]
  }
  return undefined
}
