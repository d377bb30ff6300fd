/**
 * What a worker keeps by key: copies of what the host has, changed here at once and told of.
 * @module
 */

const MAX_ENTRIES = 16384
const MAX_CHARACTERS = 5 << 20

/** One area: text by key. */
export class Area {
  /** @type {Map<string, string>} */
  #entries
  #size = 0
  #changed

  /**
   * @param {Record<string, string>} [entries]
   * @param {(changes: Record<string, string | null>) => void} [changed] told of every change made here
   */
  constructor (entries = {}, changed = () => {}) {
    this.#entries = new Map()
    this.#changed = changed
    this.take(entries)
  }

  get size () {
    return this.#entries.size
  }

  /** @returns {string[]} */
  keys () {
    return [...this.#entries.keys()]
  }

  /**
   * @param {string} key
   * @returns {string | undefined}
   */
  get (key) {
    return this.#entries.get(key)
  }

  /**
   * @param {string} key
   * @param {string} value
   * @throws {DOMException} QuotaExceededError, when there is no room
   */
  set (key, value) {
    const before = this.#entries.get(key)
    if (before === value) return
    const size = this.#size + value.length - (before === undefined ? -key.length : before.length)
    const count = this.#entries.size + (before === undefined ? 1 : 0)
    if (count > MAX_ENTRIES || (size > MAX_CHARACTERS && size > this.#size)) {
      throw new DOMException(`An area has ${MAX_ENTRIES} entries and ${MAX_CHARACTERS} characters at most`, 'QuotaExceededError')
    }
    this.take({ [key]: value })
    this.#changed({ [key]: value })
  }

  /** @param {string[]} keys */
  delete (...keys) {
    const changes = Object.fromEntries(keys.filter((key) => this.#entries.has(key)).map((key) => [key, null]))
    if (Object.keys(changes).length === 0) return
    this.take(changes)
    this.#changed(changes)
  }

  /**
   * Take over changes made elsewhere.
   * @param {Record<string, string | null>} changes
   */
  take (changes) {
    for (const [key, value] of Object.entries(changes)) {
      const before = this.#entries.get(key)
      if (before !== undefined) this.#size -= key.length + before.length
      if (value === null) this.#entries.delete(key)
      else this.#entries.set(key, value)
      if (value !== null) this.#size += key.length + value.length
    }
  }
}

/** The areas of this realm; a page has only what is in memory. */
export const areas = {
  environment: new Area(),
  session: new Area(),
  memory: new Area()
}

/**
 * Begin with what the host keeps.
 * @param {{ environment: Record<string, string>, session: Record<string, string> }} kept
 * @param {(message: any) => void} tell
 */
export function open ({ environment, session }, tell) {
  areas.environment = new Area(environment, together((changes) => tell({ did: 'keep', area: 'environment', changes })))
  areas.session = new Area(session, together((changes) => tell({ did: 'keep', area: 'session', changes })))
}

/**
 * Tell of what is changed in one go at once.
 * @param {(changes: Record<string, string | null>) => void} tell
 * @returns {(changes: Record<string, string | null>) => void}
 */
function together (tell) {
  /** @type {Record<string, string | null> | null} */
  let waiting = null
  return (changes) => {
    if (waiting) return void Object.assign(waiting, changes)
    waiting = { ...changes }
    queueMicrotask(() => {
      const all = /** @type {Record<string, string | null>} */ (waiting)
      waiting = null
      tell(all)
    })
  }
}
