import { request, sendSync } from '../../base/ipc.js'

/** One MIME type and an extension it has. */
export class DatabaseQueryResult {
  /**
   * @param {Database} database
   * @param {string} name
   * @param {string} mime
   */
  constructor (database, name, mime) {
    /** Where it was found. */
    this.database = database
    /** The extension, without its dot. */
    this.name = name
    /** The type, such as `text/html`. */
    this.mime = mime
    Object.freeze(this)
  }
}

/** @type {Record<string, string> | null} */
let known = null

/** The types of one kind that the host knows; asked for once, when first needed. */
export class Database {
  /** @param {string} name such as `text` */
  constructor (name) {
    this.name = name
  }

  /** Types by extension, extensions without their dot. Waits for the host the first time. */
  get entries () {
    return new Map(this.#all(typesNow()))
  }

  /** Ask the host for the types, if that was not done yet. */
  async load () {
    await types()
  }

  /**
   * @param {string} query an extension, a file name, or part of a type
   * @returns {Promise<DatabaseQueryResult[]>}
   */
  async lookup (query) {
    await types()
    return this.lookupSync(query)
  }

  /**
   * @param {string} query
   * @returns {DatabaseQueryResult[]}
   */
  lookupSync (query) {
    const wanted = text(query)
    const extension = extensionOf(wanted)
    const found = this.#all(typesNow()).filter(([name, mime]) => name === extension || mime.includes(wanted))
    return ranked(found.map(([name, mime]) => new DatabaseQueryResult(this, name, mime)), wanted)
  }

  /**
   * @param {Record<string, string>} types
   * @returns {[string, string][]}
   */
  #all (types) {
    const begin = `${this.name}/`
    return Object.entries(types).filter(([, mime]) => mime.startsWith(begin)).map(([name, mime]) => [name.replace(/^\./, ''), mime])
  }
}

/**
 * Put those of the very extension first.
 * @param {DatabaseQueryResult[]} results
 * @param {string} query
 */
export function ranked (results, query) {
  const extension = extensionOf(query.toLowerCase())
  return results.sort((a, b) => Number(b.name === extension) - Number(a.name === extension))
}

async function types () {
  if (known) return known
  const { err, data } = await request('mime.types')
  if (err) throw err
  return (known = data)
}

/** @returns {Record<string, string>} */
function typesNow () {
  if (known) return known
  const { err, data } = sendSync('mime.types')
  if (err) throw err
  known = data
  return data
}

/** @param {string} query */
function extensionOf (query) {
  return query.slice(query.lastIndexOf('.') + 1)
}

/** @param {any} query */
function text (query) {
  if (typeof query !== 'string' || query === '') throw new TypeError('Cannot look up a MIME type: expected a text that is not empty')
  return query.toLowerCase()
}
