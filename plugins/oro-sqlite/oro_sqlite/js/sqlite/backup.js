import { NotImplementedError } from 'oro:errors'
import { callLater } from './calls.js'
import { DatabaseSync, idOf } from './database.js'
import { text, wrongType } from './errors.js'
import { pathText } from './options.js'

/**
 * Copy a database into a file, a piece at a time; it can be used meanwhile.
 * @param {DatabaseSync} sourceDb
 * @param {string | Uint8Array | URL} path
 * @param {{ source?: string, target?: string, rate?: number }} [options] names of the databases in both, and pages at a time
 * @returns {Promise<number>} how many pages were copied
 */
export async function backup (sourceDb, path, options = {}) {
  if (!(sourceDb instanceof DatabaseSync)) throw wrongType('sourceDb', 'an object')
  const id = idOf(sourceDb)
  const target = pathText(path)
  if (options === null || typeof options !== 'object') throw wrongType('options', 'an object')
  const { source = 'main', target: name = 'main', rate = 100, progress } = /** @type {any} */ (options)
  if (!Number.isInteger(rate)) throw wrongType('options.rate', 'an integer')
  if (progress !== undefined) throw new NotImplementedError('backup() with options.progress')
  const params = { id, path: target, source: text('options.source', source), target: text('options.target', name), rate }
  return (await callLater('backup', params)).pages
}
