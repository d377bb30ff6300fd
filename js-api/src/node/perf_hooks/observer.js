/**
 * The observer of measurements: the page's own, which hears of timed functions too.
 * @module
 */

import { invalidArgType, nodeError } from '../../base/errors/node.js'

const Native = globalThis.PerformanceObserver
/** The kind of entry that engines do not know. */
const FUNCTION = 'function'

/** @typedef {{ name: string, entryType: string, startTime: number, duration: number, detail?: any }} Entry */

/** Entries of one kind, as an observer is told of them. */
class EntryList {
  #entries

  /** @param {Entry[]} entries */
  constructor (entries) { this.#entries = entries }
  getEntries () { return [...this.#entries] }
  /** @param {string} type */
  getEntriesByType (type) { return this.#entries.filter(({ entryType }) => entryType === type) }
  /** @param {string} name @param {string} [type] */
  getEntriesByName (name, type) { return this.#entries.filter((entry) => entry.name === name && (type === undefined || entry.entryType === type)) }
}

/** Those that hear of functions. @type {Set<PerformanceObserver>} */
const observers = new Set()

/** Node's PerformanceObserver. */
export class PerformanceObserver {
  #callback
  #native
  /** @type {Entry[]} */
  #waiting = []

  /** @param {(list: any, observer: PerformanceObserver) => void} callback */
  constructor (callback) {
    if (typeof callback !== 'function') throw invalidArgType('callback', 'of type function', callback)
    this.#callback = callback
    this.#native = new Native((list) => callback(list, this))
  }

  static get supportedEntryTypes () { return Object.freeze([FUNCTION, ...Native.supportedEntryTypes].sort()) }

  /** @param {{ entryTypes?: string[], type?: string, buffered?: boolean }} options */
  observe (options) {
    if (options === null || typeof options !== 'object') throw invalidArgType('options', 'of type object', options)
    const { entryTypes, type } = options
    if (entryTypes === undefined && type === undefined) {
      throw nodeError(TypeError, 'ERR_MISSING_ARGS', 'The "options.entryTypes" and "options.type" arguments must be specified')
    }
    if (entryTypes && type) throw nodeError(TypeError, 'ERR_INVALID_ARG_VALUE', "The property 'options.entryTypes' options.entryTypes can not set with options.type together")
    const kinds = entryTypes ?? [/** @type {string} */ (type)]
    if (kinds.includes(FUNCTION)) observers.add(this)
    const others = kinds.filter((kind) => Native.supportedEntryTypes.includes(kind))
    if (others.length) this.#native.observe(entryTypes ? { ...options, entryTypes: others } : options)
  }

  /** @param {Entry} entry */
  hear (entry) {
    if (this.#waiting.push(entry) > 1) return
    setTimeout(() => {
      if (this.#waiting.length) this.#callback(new EntryList(this.#waiting.splice(0)), this)
    })
  }

  takeRecords () { return [...this.#native.takeRecords(), ...this.#waiting.splice(0)] }

  disconnect () {
    this.#native.disconnect()
    this.#waiting = []
    observers.delete(this)
  }
}
Object.defineProperty(PerformanceObserver.prototype, 'hear', { enumerable: false })

/** @param {Entry} entry of a function */
export function tell (entry) {
  for (const observer of observers) observer.hear(entry)
}
