import { NotImplementedError } from 'oro:errors'
import { nodeError } from 'oro:errors/node'
import { request } from 'oro:ipc'
import { call, callForBytes, callWithBytes } from './calls.js'
import { applied } from './changeset.js'
import { OPEN_CREATE, OPEN_READONLY, OPEN_READWRITE, OPEN_URI } from './constants.js'
import { text, wrongState, wrongType } from './errors.js'
import { pathText, plan } from './options.js'
import { madeSession } from './session.js'
import { madeStatement } from './statement.js'
import { wellFormed } from './values.js'

/** @typedef {import('./options.js').DatabaseOptions} DatabaseOptions */

const DISPOSE = Symbol.dispose ?? Symbol.for('Symbol.dispose')

/** Databases the page let go of; the host need not keep them open. */
const abandoned = new FinalizationRegistry((/** @type {string} */ id) => { request('sqlite.close', { id }) })

/** A connection to a database. It closes with its page at the latest. */
export class DatabaseSync {
  /** @type {string} */
  #path
  /** @type {Required<DatabaseOptions>} */
  #options
  /** @type {string | null} */
  #id = null
  /** Counts how often everything in it was replaced: statements from before are over. */
  #generation = 0

  /**
   * @param {string | Uint8Array | URL} path `:memory:`, empty for a temporary one, or a file
   * @param {DatabaseOptions} [options]
   */
  constructor (path, options) {
    this.#path = pathText(path)
    this.#options = plan(options)
    if (this.#options.allowExtension) throw new NotImplementedError('DatabaseSync with allowExtension')
    if (!this.#options.defensive) throw new NotImplementedError('DatabaseSync without defensive')
    if (this.#options.open) this.open()
  }

  /** Whether it is open. */
  get isOpen () {
    return this.#id !== null
  }

  /** Whether a transaction is open. */
  get isTransaction () {
    return call('status', { id: this.#open() }).inTransaction
  }

  /** Open it, if `new` did not. */
  open () {
    if (this.#id !== null) throw wrongState('database is already open')
    const { readOnly, timeout, enableForeignKeyConstraints, enableDoubleQuotedStringLiterals } = this.#options
    const flags = OPEN_URI | (readOnly ? OPEN_READONLY : OPEN_READWRITE | OPEN_CREATE)
    const id = newId()
    call('open', {
      id,
      path: this.#path,
      flags,
      timeout,
      foreignKeys: enableForeignKeyConstraints,
      doubleQuotedStrings: enableDoubleQuotedStringLiterals
    })
    this.#id = id
    abandoned.register(this, id, this)
  }

  /** Close it and finalize its statements; what was not committed is undone. */
  close () {
    const id = this.#open()
    this.#id = null
    abandoned.unregister(this)
    call('close', { id })
  }

  [DISPOSE] () {
    if (this.#id !== null) this.close()
  }

  /**
   * Run statements for what they do.
   * @param {string} sql
   */
  exec (sql) {
    const id = this.#open()
    call('exec', { id, mode: 'none' }, { sql: wellFormed(text('sql', sql)) })
  }

  /**
   * Prepare a statement.
   * @param {string} sql what comes after its first statement is not looked at
   * @returns {import('./statement.js').StatementSync}
   */
  prepare (sql) {
    const id = this.#open()
    const prepared = call('prepare', { id }, { sql: wellFormed(text('sql', sql)) })
    if (!prepared.sql) throw nodeError(TypeError, 'ERR_INVALID_ARG_VALUE', 'The SQL query contains no statements.')
    const generation = this.#generation
    return madeStatement(prepared, this.#options, () => this.#id === id && this.#generation === generation)
  }

  /**
   * @param {string} [name] `main`, or what is attached by that name
   * @returns {string | null} its file; null when it has none
   */
  location (name = 'main') {
    const id = this.#open()
    try {
      return call('status', { id, name: text('dbName', name) }).path
    } catch (/** @type {any} */ error) {
      if (error.code === 'ERR_SQLITE_ERROR') return null
      throw error
    }
  }

  /**
   * @param {string} [dbName] `main`, or what is attached by that name
   * @returns {Uint8Array} what a file of it would hold
   */
  serialize (dbName = 'main') {
    return callForBytes('serialize', { id: this.#open(), name: text('dbName', dbName) })
  }

  /**
   * Replace it by what `serialize()` gave; it is in memory then, and its statements are finalized.
   * @param {Uint8Array} buffer
   * @param {{ dbName?: string }} [options]
   */
  deserialize (buffer, options = {}) {
    const id = this.#open()
    if (!(buffer instanceof Uint8Array)) throw wrongType('buffer', 'a Uint8Array')
    if (buffer.length === 0) throw nodeError(TypeError, 'ERR_INVALID_ARG_VALUE', 'The "buffer" argument must not be empty.')
    if (options === null || typeof options !== 'object') throw wrongType('options', 'an object')
    const { dbName = 'main' } = options
    const name = text('options.dbName', dbName)
    this.#generation++
    callWithBytes('deserialize', { id, name }, buffer)
  }

  /** Not implemented: it is always on. */
  enableDefensive () {
    throw new NotImplementedError('DatabaseSync.prototype.enableDefensive()')
  }

  /** Not implemented: SQL runs where no function of a page can be called. */
  function () {
    throw new NotImplementedError('DatabaseSync.prototype.function()')
  }

  /** Not implemented, as `function()`. */
  aggregate () {
    throw new NotImplementedError('DatabaseSync.prototype.aggregate()')
  }

  /** Not implemented, as `function()`. */
  setAuthorizer () {
    throw new NotImplementedError('DatabaseSync.prototype.setAuthorizer()')
  }

  /**
   * Record what is changed by way of this database.
   * @param {{ table?: string, db?: string }} [options] the only table, and `main` or what is attached by that name
   * @returns {import('./session.js').Session}
   */
  createSession (options) {
    const id = this.#open()
    return madeSession(id, () => this.#id === id, options)
  }

  /**
   * Make the changes that a session has recorded.
   * @param {Uint8Array} changeset
   * @param {import('./changeset.js').ApplyOptions} [options]
   * @returns {boolean} whether they were made; else none was
   */
  applyChangeset (changeset, options) {
    return applied(this.#open(), changeset, options)
  }

  /** Not implemented. */
  createTagStore () {
    throw new NotImplementedError('DatabaseSync.prototype.createTagStore()')
  }

  /** Not implemented: an extension is machine code with every right of the user. */
  enableLoadExtension () {
    throw new NotImplementedError('DatabaseSync.prototype.enableLoadExtension()')
  }

  /** Not implemented, as `enableLoadExtension()`. */
  loadExtension () {
    throw new NotImplementedError('DatabaseSync.prototype.loadExtension()')
  }

  /** @returns {string} */
  #open () {
    if (this.#id === null) throw wrongState('database is not open')
    return this.#id
  }

  /**
   * @param {DatabaseSync} database
   * @returns {string} what the host knows it by
   */
  static idOf (database) {
    return database.#open()
  }
}

/** For `backup()` alone. */
export const idOf = DatabaseSync.idOf
Reflect.deleteProperty(DatabaseSync, 'idOf')

function newId () {
  return String(crypto.getRandomValues(new BigUint64Array(1))[0])
}
