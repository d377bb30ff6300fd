/** Listing folders with all that is in them. */

import { boolean } from '../arguments/check.js'
import { Dirent, nameOf } from '../dirent.js'
import { encode, toBuffer } from '../arguments/encoding.js'
import { given, onPath } from './on-path.js'
import { joinPath } from '../arguments/paths.js'

/** @typedef {import('../arguments/paths.js').PathLike} PathLike */
/** @typedef {import('../dirent.js').Entry} Entry */

/**
 * @param {PathLike} path
 * @param {any} [options] encoding, or `{ encoding, withFileTypes, recursive, signal }`
 * @returns {import('./operation.js').Work<any[]>} names, or with `withFileTypes` a Dirent each
 */
export function readdir (path, options) {
  const chosen = given(options)
  const listing = listed(path, chosen)
  if (chosen.recursive === undefined || chosen.recursive === null) return listing
  return boolean(chosen.recursive, 'options.recursive') ? deep(listing.path, chosen) : listing
}

/**
 * @param {PathLike} path
 * @param {any} options
 * @returns {import('./operation.js').Operation<any[]> & { path: string }}
 */
function listed (path, { encoding, withFileTypes, signal }) {
  const described = onPath('fs.readdir', 'scandir', path, {}, (data) => data)
  const folder = described.path
  const shown = (/** @type {Entry} */ entry) => (
    withFileTypes ? Dirent.from(entry, folder, encoding) : nameOf(entry, encoding)
  )
  return { ...described, signal, read: (entries) => entries.map(shown) }
}

/**
 * Ask for one folder after another; links are named and not entered.
 * @param {string} root
 * @param {any} options
 * @returns {import('./operation.js').Steps<any[]>}
 */
function * deep (root, { encoding, withFileTypes, signal }) {
  const found = []
  const folders = ['']
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    /** @type {Dirent[]} */
    const entries = yield listed(joinPath(root, folder), { withFileTypes: true, signal })
    for (const entry of entries) {
      const name = joinPath(folder, entry.name)
      if (entry.isDirectory()) folders.push(name)
      if (withFileTypes) found.push(entry)
      else found.push(encoding === 'buffer' ? toBuffer(encode(name)) : name)
    }
  }
  return found
}
