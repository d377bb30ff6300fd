/**
 * Tables of numbers with names and descriptions, such as errors and signals.
 * @module
 */

/**
 * @param {[name: string, code: number, message: string][]} table
 * @param {(code: number) => number} [plain] makes of a number that is given the one of the table
 */
export function numbered (table, plain = (code) => code) {
  const names = new Map(table.map(([name, code]) => [code, name]))

  /** Numbers by name. */
  const constants = Object.freeze(/** @type {Record<string, number>} */ (
    Object.fromEntries(table.map(([name, code]) => [name, code]))))

  /** Messages by number. */
  const strings = Object.freeze(/** @type {Record<number, string>} */ (
    Object.fromEntries(table.map(([, code, message]) => [code, message]))))

  /**
   * @param {string | number} name a name, or a number
   * @returns {number | undefined} the number
   */
  function getCode (name) {
    return typeof name === 'number' ? plain(name) : constants[name.toUpperCase()]
  }

  /**
   * @param {string | number} code a name, or a number
   * @returns {string} the name, empty when unknown
   */
  function getName (code) {
    return names.get(getCode(code) ?? 0) ?? ''
  }

  /**
   * @param {string | number} code a name, or a number
   * @returns {string} the message, empty when unknown
   */
  function getMessage (code) {
    return strings[getCode(code) ?? 0] ?? ''
  }

  /**
   * @param {string | number} code a name, or a number
   * @returns {string} the same as `getMessage()`
   */
  function toString (code) {
    return getMessage(code)
  }

  return { constants, strings, getCode, getName, getMessage, toString }
}
