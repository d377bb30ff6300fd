/** Rows that are fetched while they are asked for. */

/** @typedef {import('./statement.js').Ran} Ran */

/**
 * @typedef {object} Source
 * @property {(row: any[], columns: string[]) => any} row makes what is given out
 * @property {() => void} check throws when the rows are not to be had any more
 * @property {() => Ran} more fetches the next ones
 * @property {() => void} end lets go of the rest
 */

const IteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]()))
const DONE = Object.freeze({ done: true, value: null })

/**
 * @param {Ran} ran the first rows
 * @param {Source} source
 * @returns {IterableIterator<any>} with the helpers the engine has
 */
export function rowIterator (ran, source) {
  let at = 0
  let over = false
  return Object.assign(Object.create(IteratorPrototype), {
    next () {
      if (over) return { ...DONE }
      source.check()
      if (at === ran.rows.length && !ran.done) {
        ran = source.more()
        at = 0
      }
      over = at === ran.rows.length
      return over ? { ...DONE } : { done: false, value: source.row(ran.rows[at++], ran.columns) }
    },

    return () {
      if (!over && !ran.done) source.end()
      over = true
      return { ...DONE }
    }
  })
}
