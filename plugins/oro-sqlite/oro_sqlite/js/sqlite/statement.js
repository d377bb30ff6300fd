import { request } from 'oro:ipc'
import { nodeError } from 'oro:errors/node'
import { positional } from './bindings.js'
import { call } from './calls.js'
import { truth, wrongState } from './errors.js'
import { rowIterator } from './rows.js'
import { decoded } from './values.js'

const ROWS = 256

/**
 * @typedef {object} Prepared
 * @property {string} id
 * @property {string} sql
 * @property {string[]} columns
 * @property {{ name: string, declType: string | null, database: string | null, table: string | null, column: string | null }[]} columnsMeta
 * @property {(string | null)[]} parameters
 *
 * @typedef {object} StatementRules
 * @property {boolean} readBigInts
 * @property {boolean} returnArrays
 * @property {boolean} allowBareNamedParameters
 * @property {boolean} allowUnknownNamedParameters
 *
 * @typedef {{ rows: any[][], columns: string[], changes: number, lastInsertRowid: any, done: boolean }} Ran
 * @typedef {import('./values.js').Value} Value
 * @typedef {Record<string, Value> | Value[]} Row
 */

/** The key with which `DatabaseSync` alone may construct statements. */
const KEY = Symbol('prepared')

/** Statements the page let go of; the host need not keep them. */
const abandoned = new FinalizationRegistry((/** @type {string} */ id) => { request('sqlite.statement.finalize', { id }) })

/** A prepared statement. Made by `DatabaseSync.prototype.prepare()`. */
export class StatementSync {
  /** @type {Prepared} */
  #prepared
  /** @type {StatementRules} */
  #rules
  /** @type {() => boolean} */
  #isOpen
  /** Counts runs: an iterator of an earlier one is over. */
  #run = 0

  /**
   * @param {any} [key]
   * @param {any} [prepared]
   * @param {any} [rules]
   * @param {any} [isOpen] returns whether the database is still the one it was prepared in
   */
  constructor (key, prepared, rules, isOpen) {
    if (key !== KEY) throw nodeError(Error, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor')
    this.#prepared = prepared
    this.#rules = { ...rules }
    this.#isOpen = isOpen
    abandoned.register(this, prepared.id)
  }

  /** The SQL it was prepared from. */
  get sourceSQL () {
    this.#check()
    return this.#prepared.sql
  }

  /** The SQL with the values that were bound last. */
  get expandedSQL () {
    this.#check()
    return call('statement.expanded', { id: this.#prepared.id }).sql
  }

  /**
   * Run it for all of its rows.
   * @param {...any} args named values as an object perhaps, then values
   * @returns {any[]}
   */
  all (...args) {
    const ran = this.#step(args, { reset: true })
    return ran.rows.map((row) => this.#row(row, ran.columns))
  }

  /**
   * Run it for its first row.
   * @param {...any} args
   * @returns {any} undefined when there is none
   */
  get (...args) {
    const { rows: [row], columns } = this.#step(args, { reset: true, limit: 1, finish: true })
    return row && this.#row(row, columns)
  }

  /**
   * Run it for its changes.
   * @param {...any} args
   * @returns {{ changes: number | bigint, lastInsertRowid: number | bigint }}
   */
  run (...args) {
    const { changes, lastInsertRowid } = this.#step(args, { mode: 'none' })
    const exact = this.#rules.readBigInts
    const rowid = decoded(lastInsertRowid, true)
    return { changes: exact ? BigInt(changes) : changes, lastInsertRowid: /** @type {any} */ (exact ? BigInt(/** @type {any} */ (rowid)) : Number(rowid)) }
  }

  /**
   * Run it for its rows as they are asked for.
   * @param {...any} args
   * @returns {IterableIterator<any>}
   */
  iterate (...args) {
    const { id } = this.#prepared
    const first = this.#step(args, { reset: true, limit: ROWS })
    const run = this.#run
    return rowIterator(first, {
      row: (row, columns) => this.#row(row, columns),
      check: () => {
        this.#check()
        if (run !== this.#run) throw wrongState('iterator was invalidated')
      },
      more: () => call('statement.step', { id, limit: ROWS, bigints: this.#rules.readBigInts }),
      end: () => { if (run === this.#run && this.#isOpen()) call('statement.reset', { id }) }
    })
  }

  /** Return the columns of the result, with their types and the tables they come from. */
  columns () {
    this.#check()
    return this.#prepared.columnsMeta.map(({ name, declType, database, table, column }) => {
      return Object.assign(Object.create(null), { column, database, name, table, type: declType })
    })
  }

  /**
   * Whether integers come as BigInt.
   * @param {boolean} enabled
   */
  setReadBigInts (enabled) {
    this.#check()
    this.#rules.readBigInts = truth('readBigInts', enabled)
  }

  /**
   * Whether rows come as arrays.
   * @param {boolean} enabled
   */
  setReturnArrays (enabled) {
    this.#check()
    this.#rules.returnArrays = truth('returnArrays', enabled)
  }

  /**
   * Whether the names of parameters may go without their prefix.
   * @param {boolean} enabled
   */
  setAllowBareNamedParameters (enabled) {
    this.#check()
    this.#rules.allowBareNamedParameters = truth('allowBareNamedParameters', enabled)
  }

  /**
   * Whether names that are no parameter are left out instead of refused.
   * @param {boolean} enabled
   */
  setAllowUnknownNamedParameters (enabled) {
    this.#check()
    this.#rules.allowUnknownNamedParameters = truth('enabled', enabled)
  }

  #check () {
    if (!this.#isOpen()) throw wrongState('statement has been finalized')
  }

  /**
   * @param {any[]} args
   * @param {{ reset?: boolean, finish?: boolean, limit?: number, mode?: 'none' }} how
   * @returns {Ran}
   */
  #step (args, how) {
    this.#check()
    const { readBigInts, allowBareNamedParameters: bare, allowUnknownNamedParameters: unknown } = this.#rules
    const params = positional(this.#prepared.parameters, args, { bare, unknown })
    this.#run++
    return call('statement.step', { id: this.#prepared.id, bigints: readBigInts, ...how }, { params })
  }

  /**
   * @param {any[]} row
   * @param {string[]} columns
   * @returns {Row}
   */
  #row (row, columns) {
    const values = row.map((item) => decoded(item, this.#rules.readBigInts))
    if (this.#rules.returnArrays) return values
    const made = Object.create(null)
    columns.forEach((name, index) => { made[name] = values[index] })
    return made
  }
}

/**
 * @param {Prepared} prepared
 * @param {StatementRules} rules
 * @param {() => boolean} isOpen
 */
export function madeStatement (prepared, rules, isOpen) {
  return new StatementSync(KEY, prepared, rules, isOpen)
}
