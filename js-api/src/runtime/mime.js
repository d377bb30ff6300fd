/**
 * MIME types: what the host knows of file name extensions, and types as such.
 *
 *     (await lookup('html'))[0].mime    // 'text/html'
 *
 * @module
 */

import { Database, ranked } from './mime/database.js'

export { MIMEParams, MIMEType } from '../node/util/mime.js'
export { Database, DatabaseQueryResult } from './mime/database.js'
export * as default from './mime.js'

export const application = new Database('application')
export const audio = new Database('audio')
export const font = new Database('font')
export const image = new Database('image')
export const model = new Database('model')
export const multipart = new Database('multipart')
export const text = new Database('text')
export const video = new Database('video')

/** Every database, in the order they are searched. */
export const databases = Object.freeze([application, audio, font, image, model, multipart, text, video])

/**
 * @param {string} query an extension, a file name, or part of a type
 * @returns {Promise<import('./mime/database.js').DatabaseQueryResult[]>} rejects with a TypeError when it is empty
 */
export async function lookup (query) {
  return ranked((await Promise.all(databases.map((database) => database.lookup(query)))).flat(), query)
}

/**
 * The same, waiting for the host if need be.
 * @param {string} query
 * @returns {import('./mime/database.js').DatabaseQueryResult[]}
 */
export function lookupSync (query) {
  return ranked(databases.flatMap((database) => database.lookupSync(query)), query)
}
