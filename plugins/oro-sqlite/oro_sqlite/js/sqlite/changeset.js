/**
 * Changesets. SQLite asks about tables and conflicts while it applies one; the host cannot ask a page then. So the
 * page is asked about every table before, and about conflicts one by one: what the host cannot answer ends its try,
 * undone, and it tries again with one answer more.
 */

import { callWithBytes } from './calls.js'
import { constants } from './constants.js'
import { wrongType } from './errors.js'

/**
 * @typedef {object} ApplyOptions
 * @property {(table: string) => boolean} [filter] whether changes of a table are made
 * @property {(conflict: number) => number} [onConflict] given `SQLITE_CHANGESET_DATA` or the like, gives
 *   `SQLITE_CHANGESET_OMIT`, `_REPLACE` or `_ABORT`; without it the first conflict undoes everything
 */

/**
 * @param {string} id of the database
 * @param {Uint8Array} changeset
 * @param {ApplyOptions} [options]
 * @returns {boolean} whether it was applied
 */
export function applied (id, changeset, options = {}) {
  if (!(changeset instanceof Uint8Array)) throw wrongType('changeset', 'a Uint8Array')
  if (options === null || typeof options !== 'object') throw wrongType('options', 'an object')
  const { filter, onConflict } = options
  if (filter !== undefined && typeof filter !== 'function') throw wrongType('options.filter', 'a function')
  if (onConflict !== undefined && typeof onConflict !== 'function') throw wrongType('options.onConflict', 'a function')
  // Nothing was changed.
  if (changeset.length === 0) return true
  const tables = filter && callWithBytes('changeset.tables', { id }, changeset).tables.filter((/** @type {string} */ name) => filter(name))
  const answers = /** @type {number[]} */ ([])
  for (;;) {
    const asked = { id, ...(tables ? { tables: JSON.stringify(tables) } : {}), answers: JSON.stringify(answers) }
    const { applied: done, conflict } = callWithBytes('changeset.apply', asked, changeset)
    if (conflict === null || onConflict === undefined) return done
    const answer = onConflict(conflict)
    // What is no number is none of SQLite's answers, which it says.
    answers.push(Number.isInteger(answer) ? answer : -1)
    if (answer === constants.SQLITE_CHANGESET_ABORT) return false
  }
}
