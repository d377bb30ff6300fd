/** Listing folders with all that is in them. */

import { Dirent } from './dirent.js'
import { encode, optionsOf } from './encoding.js'
import { perform, performSync } from './operation.js'
import { readdir as describe } from './operations.js'
import { toPath } from './paths.js'

/** @typedef {import('./paths.js').PathLike} PathLike */

/**
 * @param {PathLike} path
 * @param {any} [options] encoding, or `{ encoding, withFileTypes, recursive, signal }`
 * @returns {Promise<any[]>} names, or with `withFileTypes` a Dirent each
 */
export async function readdir (path, options) {
  const given = optionsOf(options)
  if (!given.recursive) return perform(describe(path, given))
  const walk = deep(toPath(path), given)
  for (let step = walk.next(); ; step = walk.next(await perform(step.value))) {
    if (step.done) return step.value
  }
}

/**
 * @param {PathLike} path
 * @param {any} [options]
 * @returns {any[]}
 */
export function readdirSync (path, options) {
  const given = optionsOf(options)
  if (!given.recursive) return performSync(describe(path, given))
  const walk = deep(toPath(path), given)
  for (let step = walk.next(); ; step = walk.next(performSync(step.value))) {
    if (step.done) return step.value
  }
}

/**
 * Ask for one folder after another; links are named and not entered.
 * @param {string} root
 * @param {any} options
 * @returns {Generator<import('./operation.js').Operation<Dirent[]>, any[], Dirent[]>}
 */
function * deep (root, { encoding, withFileTypes, signal }) {
  const found = []
  const folders = ['']
  for (let folder = folders.shift(); folder !== undefined; folder = folders.shift()) {
    for (const entry of yield describe(join(root, folder), { withFileTypes: true, signal })) {
      const name = join(folder, entry.name)
      if (entry.isDirectory()) folders.push(name)
      if (withFileTypes) found.push(entry)
      else found.push(encoding === 'buffer' ? encode(name) : name)
    }
  }
  return found
}

/**
 * @param {string} folder
 * @param {string} name
 */
function join (folder, name) {
  if (!folder || !name) return folder || name
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`
}
