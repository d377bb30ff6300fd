/**
 * Questions to folders of documents.
 *
 *     const notes = await open('/home/ada/notes', { onprogress: ({ done, total }) => { bar.value = done / total } })
 *     const { passages } = await notes.search('When does the lease end?')
 *     for (const { place, text } of passages) show(place, text) // contracts/lease.pdf p. 3
 *
 * The host reads text, Markdown, HTML, PDF, Word and source code, keeps their passages in an index, and finds them by
 * words and, where the app names a model, by meaning. What plugins read, too, needs nothing here.
 * @module
 */

import { request } from 'oro:ipc'

export * as default from './search.js'

/**
 * @typedef {object} Passage
 * @property {string} path the file, absolute
 * @property {string} file the file, below the folder
 * @property {string} place the file with page or line, for people
 * @property {number | null} page
 * @property {number | null} line the line, or paragraph, that has most words of the question; on its page where there
 *   are pages
 * @property {number | null} beginLine at which the passage begins
 * @property {number | null} endLine
 * @property {'line' | 'paragraph'} unit what `line` counts
 * @property {string} heading the headings above it, with ` > ` between them
 * @property {string} text
 * @property {[number, number][]} marks begin and end of each word of the question in the text
 * @property {number} score higher is better
 * @property {('words' | 'meaning')[]} by how it was found
 */

/**
 * @typedef {object} Results
 * @property {string} folder
 * @property {Passage[]} passages best first
 * @property {string} model by whose vectors was searched; empty where by words only
 * @property {boolean} ranked whether a model ranked them once more
 * @property {string[]} remarks what was not done, and why
 */

/**
 * @typedef {object} Status
 * @property {string} folder absolute
 * @property {number} files
 * @property {number} passages
 * @property {number} leftOut files without text in the index
 * @property {{ file: string, reason: string }[]} problems the first of them
 * @property {string} model of its vectors; empty for words only
 * @property {number} dimensions of its vectors
 * @property {number} looked when the whole folder was last looked at, as `Date.now()` counts
 * @property {boolean} complete
 * @property {boolean} current false where the model or the readers are others by now
 * @property {boolean} indexing
 * @property {boolean} watched
 */

/** @typedef {{ id: string, folder: string, done: number, total: number, path: string }} Progress */
/** @typedef {{ folder: string, indexed: number, renamed: number, leftOut: number, removed: number, error: string }} Changed */

/**
 * @param {string} route
 * @param {Record<string, any>} params
 * @param {{ signal?: AbortSignal, body?: string }} [options]
 * @returns {Promise<any>}
 */
async function ask (route, params, options = {}) {
  const { data, err } = await request(/** @type {any} */ (route), params, /** @type {any} */ (options))
  if (err) throw err
  return data
}

/** An index of a folder. Make it with `open`. */
export class Index {
  /** @type {Status} */
  #status
  #live
  /** @type {Set<(detail: Changed) => any>} */
  #handlers = new Set()
  #heard = (/** @type {any} */ { detail }) => this.#changed(detail)

  /**
   * @param {Status} status
   * @param {boolean} live
   */
  constructor (status, live) {
    this.#status = status
    this.#live = live
    if (live) globalThis.addEventListener('searchchanged', this.#heard)
  }

  /** The folder, absolute. */
  get folder () {
    return this.#status.folder
  }

  /**
   * Find the passages that answer a question.
   * @param {string} question words or a sentence; text in quotation marks is looked for as it stands
   * @param {{ limit?: number, signal?: AbortSignal }} [options] 10 passages unless given
   * @returns {Promise<Results>}
   */
  search (question, { limit, signal } = {}) {
    return ask('search.search', { folder: this.folder, question, limit }, { signal })
  }

  /**
   * Have a model answer a question from the passages that fit best.
   * @param {string} question
   * @param {{ limit?: number, signal?: AbortSignal }} [options] 6 passages unless given
   * @returns {Promise<{ text: string, sources: Passage[] }>} `[1]` in the text is the first of the sources; rejects
   *   with a NotSupportedError where no model is configured
   */
  answer (question, { limit, signal } = {}) {
    return ask('search.answer', { folder: this.folder, question, limit }, { signal })
  }

  /**
   * @param {{ signal?: AbortSignal }} [options]
   * @returns {Promise<Status>} the index now, with the files it leaves out
   */
  async status ({ signal } = {}) {
    this.#status = await ask('search.status', { folder: this.folder }, { signal })
    return this.#status
  }

  /**
   * Hear of changes that a live index followed.
   * @param {(detail: Changed) => any} handler
   * @returns {() => void} takes the handler away
   */
  onchange (handler) {
    this.#handlers.add(handler)
    return () => this.#handlers.delete(handler)
  }

  /** Keep it up to date no longer. The index stays, and so does what was asked of it. */
  async close () {
    if (!this.#live) return
    this.#live = false
    globalThis.removeEventListener('searchchanged', this.#heard)
    await ask('search.unwatch', { folder: this.folder })
  }

  [/** @type {any} */ (Symbol).asyncDispose ?? Symbol.for('Symbol.asyncDispose')] () {
    return this.close()
  }

  /** @param {Changed} detail */
  #changed (detail) {
    if (detail.folder !== this.folder) return
    for (const handler of this.#handlers) handler(detail)
  }
}

/**
 * Index a folder, or bring its index up to date: only new and changed files are read.
 * @param {string} folder its path
 * @param {object} [options]
 * @param {boolean} [options.live] keep the index up to date until it is closed, or until the page goes
 * @param {(progress: Progress) => any} [options.onprogress]
 * @param {AbortSignal} [options.signal] aborted, what was indexed stays
 * @returns {Promise<Index>} rejects where pages may not read the folder, or have it searched
 */
export async function open (folder, { live = false, onprogress, signal } = {}) {
  const id = crypto.randomUUID()
  const heard = (/** @type {any} */ { detail }) => { if (detail.id === id) onprogress?.(detail) }
  globalThis.addEventListener('searchprogress', heard)
  try {
    return new Index(await ask(live ? 'search.watch' : 'search.index', { folder, id }, { signal }), live)
  } finally {
    globalThis.removeEventListener('searchprogress', heard)
  }
}

/**
 * Find passages in a folder that is indexed.
 * @param {string} folder its path
 * @param {string} question
 * @param {{ limit?: number, signal?: AbortSignal }} [options]
 * @returns {Promise<Results>} rejects with code ERR_NOT_INDEXED where there is no index
 */
export function search (folder, question, { limit, signal } = {}) {
  return ask('search.search', { folder, question, limit }, { signal })
}

/**
 * Remove the index of a folder; nothing of the folder itself.
 * @param {string} folder its path
 */
export async function forget (folder) {
  await ask('search.forget', { folder })
}

/**
 * Keep the key of the endpoint that `search_embeddings_url` names, in the desktop's keyring. No page reads it.
 * @param {string} key
 */
export async function setKey (key) {
  await ask('search.setKey', {}, { body: key })
}
