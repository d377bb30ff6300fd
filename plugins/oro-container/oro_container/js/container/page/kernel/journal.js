/**
 * The files of a container as they are kept: rows in IndexedDB, by the container's name.
 * @module
 */

const ROWS = 'rows'

/** @template T @param {IDBRequest<T>} request @returns {Promise<T>} */
function done (request) {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

export class Journal {
  #database
  /** @type {Promise<void>} */
  #last = Promise.resolve()

  /** @param {IDBDatabase} database */
  constructor (database) {
    this.#database = database
  }

  /** @param {string} name of the container @returns {Promise<Journal>} */
  static async open (name) {
    const request = indexedDB.open(`oro-container:${name}`, 1)
    request.onupgradeneeded = () => request.result.createObjectStore(ROWS, { keyPath: 'path' })
    return new Journal(await done(request))
  }

  /** @returns {Promise<any[]>} every row */
  all () {
    return done(this.#database.transaction(ROWS).objectStore(ROWS).getAll())
  }

  /** Keep changed rows, in their order and in one transaction. @param {any[]} records */
  put (records) {
    this.#last = this.#last.catch(() => {}).then(() => this.#put(records))
    return this.#last
  }

  /** @param {any[]} records @returns {Promise<void>} */
  #put (records) {
    if (!records.length) return Promise.resolve()
    return new Promise((resolve, reject) => {
      const transaction = this.#database.transaction(ROWS, 'readwrite')
      const rows = transaction.objectStore(ROWS)
      for (const record of records) {
        if (record.kind === 'gone') {
          rows.delete(record.path)
          rows.delete(IDBKeyRange.bound(`${record.path}/`, `${record.path}0`, false, true))
        } else {
          rows.put(record)
        }
      }
      transaction.oncomplete = () => resolve()
      transaction.onabort = () => reject(transaction.error)
      transaction.commit?.()
    })
  }
}
