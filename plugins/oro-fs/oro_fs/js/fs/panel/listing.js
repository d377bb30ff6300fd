/** The entries of one folder: sorted, their sizes and times fetched as they come into view, kept up to date. */

import { list, look, watch } from './disk.js'
import { decode } from './names.js'

const AT_ONCE = 16
/** Of those asked about, the last matter: the others were scrolled past. */
const PENDING = 60
const SETTLE = 60

/**
 * @typedef {import('./disk.js').Entry} Entry
 * @typedef {import('./disk.js').Facts} Facts
 * @typedef {'name' | 'size' | 'modified'} Column
 */

const order = new Intl.Collator(undefined, { numeric: true })

export class Listing {
  /** @type {Entry[]} */
  entries = []
  /** @type {Column} */
  column = 'name'
  descending = false
  /** Names that came or changed since the folder was opened, and when. @type {Map<string, number>} */
  fresh = new Map()
  milliseconds = 0
  watching = false
  #gone = new AbortController()
  /** @type {Map<string, Facts | null>} */
  #facts = new Map()
  /** @type {string[]} */
  #wanted = []
  #asking = 0

  /**
   * @param {string} path
   * @param {{ listed: () => void, looked: (name: string) => void, failed: (error: Error) => void }} events
   */
  constructor (path, events) {
    this.path = path
    this.events = events
  }

  /** List the folder, then keep it up to date until `close()`. */
  async open () {
    const began = performance.now()
    const entries = await list(this.path, this.#gone.signal)
    this.milliseconds = performance.now() - began
    this.entries = entries
    this.#sort()
    this.#watch()
  }

  close () {
    this.#gone.abort()
  }

  /** @param {string} name */
  index (name) {
    return this.entries.findIndex((entry) => entry.name === name)
  }

  /**
   * Return the facts of an entry: undefined until they are read, null if they cannot be read.
   * @param {Entry} entry
   */
  facts (entry) {
    const known = this.#facts.get(entry.name)
    if (known === undefined && !this.#wanted.includes(entry.name)) {
      this.#wanted.push(entry.name)
      if (this.#wanted.length > PENDING) this.#wanted.shift()
      this.#ask()
    }
    return known
  }

  /**
   * Sort by a column; by the same one again, the other way round.
   * @param {Column} column
   */
  async sort (column) {
    this.descending = column === this.column ? !this.descending : column !== 'name'
    this.column = column
    if (column !== 'name') await this.#everything()
    this.#sort()
    this.events.listed()
  }

  #sort () {
    const up = this.descending ? -1 : 1
    const folder = (/** @type {Entry} */ entry) => Number(entry.kind !== 'folder')
    const names = new Map(this.entries.map((entry) => [entry, decode(entry.name)]))
    const byName = (/** @type {Entry} */ a, /** @type {Entry} */ b) => order.compare(names.get(a) ?? '', names.get(b) ?? '')
    const value = (/** @type {Entry} */ entry) => {
      const facts = this.#facts.get(entry.name)
      return !facts ? -1 : this.column === 'size' ? facts.size : facts.modified.getTime()
    }
    this.entries.sort((a, b) => folder(a) - folder(b) ||
      up * (this.column === 'name' ? byName(a, b) : value(a) - value(b)) || byName(a, b))
  }

  async #everything () {
    const unknown = this.entries.filter(({ name }) => !this.#facts.has(name))
    let next = 0
    await Promise.all(Array.from({ length: AT_ONCE }, async () => {
      while (next < unknown.length && !this.#gone.signal.aborted) await this.#look(unknown[next++])
    }))
  }

  #ask () {
    while (this.#asking < AT_ONCE / 2 && this.#wanted.length && !this.#gone.signal.aborted) {
      const name = /** @type {string} */ (this.#wanted.pop())
      const entry = this.entries[this.index(name)]
      if (!entry) continue
      this.#asking++
      this.#look(entry).then(() => {
        this.#asking--
        this.events.looked(name)
        this.#ask()
      })
    }
  }

  /** @param {Entry} entry */
  async #look (entry) {
    this.#facts.set(entry.name, await look(entry.path).catch(() => null))
  }

  // -- changes from outside -----------------------------------------------------------------------

  async #watch () {
    let timer = 0
    /** @type {Set<string>} */
    const changed = new Set()
    const tell = (/** @type {string} */ path) => {
      changed.add(path)
      clearTimeout(timer)
      timer = setTimeout(() => {
        const names = new Set(changed)
        changed.clear()
        this.#again(names)
      }, SETTLE)
    }
    try {
      await watch(this.path, this.#gone.signal, tell)
      this.watching = true
    } catch (error) {
      if (!this.#gone.signal.aborted) console.warn(`Cannot watch "${this.path}": ${/** @type {Error} */ (error).message}`)
    }
    this.events.listed()
  }

  /** @param {Set<string>} changed paths below the folder, not encoded */
  async #again (changed) {
    const before = new Set(this.entries.map(({ name }) => name))
    try {
      this.entries = await list(this.path, this.#gone.signal)
    } catch (error) {
      if (!this.#gone.signal.aborted) this.events.failed(/** @type {Error} */ (error))
      return
    }
    for (const { name } of this.entries) {
      const touched = changed.has(decode(name)) || changed.has('')
      if (touched) this.#facts.delete(name)
      if (!before.has(name) || (touched && !changed.has(''))) this.fresh.set(name, performance.now())
    }
    if (this.column !== 'name') await this.#everything()
    this.#sort()
    this.events.listed()
  }
}
