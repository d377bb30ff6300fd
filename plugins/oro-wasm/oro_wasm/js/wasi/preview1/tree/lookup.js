/**
 * Paths of guests, looked up below a folder and never above: no `..`, absolute path or symbolic link leads out.
 * @module
 */

import { WasiError } from '../errno.js'

/** @typedef {import('./node.js').Folder} Folder */
/** @typedef {import('./node.js').Node} Node */

/** How many symbolic links one path may lead through. */
const MOST_LINKS = 40

/**
 * @typedef {object} Place
 * @property {Folder} parent
 * @property {string} name empty where the path ends in `.` or `..`
 * @property {Node | undefined} node what is there
 * @property {boolean} slash whether only a folder is meant
 */

/**
 * @param {Folder} start
 * @param {string} path
 * @param {boolean} follow whether a symbolic link at its end is followed
 * @param {string} outside the error of a path that leads out
 * @returns {Place}
 * @throws {WasiError} `outside`: it leads out; `noent`, `notdir`, `loop`, `inval`
 */
export function lookup (start, path, follow, outside) {
  const left = parts(path, outside)
  const above = [start]
  let links = 0
  let slash = path.endsWith('/')
  for (;;) {
    const parent = above[above.length - 1]
    const name = left.shift()
    if (name === undefined) return { parent, name: '', node: parent, slash }
    if (name === '.') continue
    if (name === '..') {
      if (above.length === 1) throw new WasiError(outside)
      above.pop()
      continue
    }
    const node = parent.lookup(name)
    const last = left.length === 0
    if (node?.kind === 'link' && (!last || follow || slash)) {
      if (++links > MOST_LINKS) throw new WasiError('loop')
      const target = node.target()
      left.unshift(...parts(target, outside))
      if (last && target.endsWith('/')) slash = true
      continue
    }
    if (last) return { parent, name, node, slash }
    if (node === undefined) throw new WasiError('noent')
    if (node.kind !== 'folder') throw new WasiError('notdir')
    above.push(node)
  }
}

/** @param {string} path @param {string} outside @returns {string[]} */
function parts (path, outside) {
  if (path === '') throw new WasiError('noent')
  if (path.includes('\0')) throw new WasiError('inval')
  if (path.startsWith('/')) throw new WasiError(outside)
  return path.split('/').filter((part) => part !== '')
}
