import { nodeError } from 'oro:errors/node'
import { request } from 'oro:ipc'
import { call, callForBytes } from './calls.js'
import { text, wrongState, wrongType } from './errors.js'

const DISPOSE = Symbol.dispose ?? Symbol.for('Symbol.dispose')
const making = Symbol('making')

/** Sessions the page let go of; they need not record any more. */
const abandoned = new FinalizationRegistry((/** @type {{ id: string, session: string }} */ known) => { request('sqlite.session.close', known) })

/** A recorder of changes, made by `createSession()`. */
export class Session {
  /** @type {{ id: string, session: string } | null} null when it was closed */
  #known
  #databaseIsOpen

  /**
   * @param {symbol} maker
   * @param {{ id: string, session: string }} known
   * @param {() => boolean} databaseIsOpen
   */
  constructor (maker, known, databaseIsOpen) {
    if (maker !== making) throw nodeError(Error, 'ERR_ILLEGAL_CONSTRUCTOR', 'Illegal constructor')
    this.#known = known
    this.#databaseIsOpen = databaseIsOpen
    abandoned.register(this, known, this)
  }

  /** @returns {Uint8Array} what was changed, with what was there before */
  changeset () {
    return callForBytes('session.changes', { ...this.#open(), kind: 'changeset' })
  }

  /** @returns {Uint8Array} what was changed, in fewer bytes; conflicts are not found as well */
  patchset () {
    return callForBytes('session.changes', { ...this.#open(), kind: 'patchset' })
  }

  /** Record no more. */
  close () {
    const known = this.#open()
    this.#known = null
    abandoned.unregister(this)
    call('session.close', known)
  }

  [DISPOSE] () {
    if (this.#known && this.#databaseIsOpen()) this.close()
  }

  #open () {
    if (!this.#databaseIsOpen()) throw wrongState('database is not open')
    if (this.#known === null) throw wrongState('session is not open')
    return this.#known
  }
}

/**
 * @param {string} id of the database
 * @param {() => boolean} databaseIsOpen
 * @param {{ table?: string, db?: string }} [options]
 * @returns {Session}
 */
export function madeSession (id, databaseIsOpen, options = {}) {
  if (options === null || typeof options !== 'object') throw wrongType('options', 'an object')
  const { table, db } = options
  if (table !== undefined) text('options.table', table)
  if (db !== undefined) text('options.db', db)
  const { id: session } = call('session.create', { id, table: table ?? '', name: db ?? 'main' })
  return new Session(making, { id, session }, databaseIsOpen)
}
