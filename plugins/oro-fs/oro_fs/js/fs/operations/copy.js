/**
 * Copying files and folders, as steps: one call of the host for each thing looked at or made, so that the host
 * decides about each of them.
 */

import { boolean, callable, integer, object } from '../arguments/check.js'
import { chmod, lstat, stat, utimes } from './attributes.js'
import * as refuse from '../arguments/copy-errors.js'
import { readdir } from './listing.js'
import { copyFile, mkdir, readlink, realpath, symlink, unlink } from './names.js'
import { joinPath, parentOf, resolved, toPath } from '../arguments/paths.js'

/** @typedef {import('../arguments/paths.js').PathLike} PathLike */
/** @typedef {import('../stats.js').BigIntStats} Found */
/**
 * @template R
 * @typedef {import('./operation.js').Steps<R>} Steps
 */

/**
 * @typedef {object} CopyOptions
 * @property {boolean} [dereference] copy the targets of links
 * @property {boolean} [errorOnExist] fail where something is and `force` is off
 * @property {(src: any, dest: any) => any} [filter] entries for which it returns false are left out, with their content
 * @property {boolean} [force] replace files, true unless given
 * @property {number} [mode] `COPYFILE_*`
 * @property {boolean} [preserveTimestamps]
 * @property {boolean} [recursive] folders too
 * @property {boolean} [verbatimSymlinks] links keep their targets; else a relative one becomes absolute
 */

/** So many things of a folder are copied side by side. */
const ABREAST = 64

const DEFAULTS = {
  dereference: false,
  errorOnExist: false,
  force: true,
  preserveTimestamps: false,
  recursive: false,
  verbatimSymlinks: false
}

/**
 * Copy a file, a link, or with `recursive` a folder. If it fails, part may have been copied.
 * @param {PathLike} src
 * @param {PathLike} dest
 * @param {CopyOptions} [options]
 * @returns {Steps<void>}
 */
export function cp (src, dest, options) {
  const chosen = checked(options)
  return start(toPath(src, 'src'), toPath(dest, 'dest'), chosen)
}

/** @param {CopyOptions | undefined} options */
function checked (options) {
  if (options === undefined) return { ...DEFAULTS, mode: 0, filter: undefined }
  const chosen = { ...DEFAULTS, ...object(options) }
  for (const name of /** @type {(keyof typeof DEFAULTS)[]} */ (Object.keys(DEFAULTS))) boolean(chosen[name], `options.${name}`)
  chosen.mode = integer(chosen.mode ?? 0, 'mode', 0, 7)
  if (chosen.dereference && chosen.verbatimSymlinks) throw refuse.incompatible()
  if (chosen.filter !== undefined) callable(chosen.filter, 'options.filter')
  return chosen
}

/**
 * @param {string} src
 * @param {string} dest
 * @param {any} options
 * @returns {Steps<void>}
 */
function * start (src, dest, options) {
  const { from, to } = yield * looked(src, dest, options)
  yield * outsideOf(src, from, dest)
  if (!(yield * wanted(src, dest, options))) return
  yield mkdir(parentOf(dest), { recursive: true })
  yield * copied(src, dest, from, to, options)
}

/**
 * @param {string} src
 * @param {string} dest
 * @param {any} options
 * @returns {Steps<boolean>}
 */
function * wanted (src, dest, { filter }) {
  if (!filter) return true
  const answer = filter(src, dest)
  const settled = typeof answer?.then === 'function' ? yield answer : answer
  // A caller that cannot wait gets the promise.
  if (typeof settled?.then === 'function') throw refuse.notBoolean(settled)
  return Boolean(settled)
}

/**
 * Read the status of both paths, and refuse copies that are not possible.
 * @param {string} src
 * @param {string} dest
 * @param {any} options
 * @returns {Steps<{ from: Found, to: Found | null }>}
 */
function * looked (src, dest, { dereference }) {
  const look = dereference ? stat : lstat
  /** @type {Found} */
  const from = yield look(src, { bigint: true })
  /** @type {Found | null} */
  const to = yield * unlessMissing(look(dest, { bigint: true }))
  if (to) {
    if (same(from, to)) throw refuse.impossible('src and dest cannot be the same', dest)
    if (from.isDirectory() && !to.isDirectory()) {
      throw refuse.overFile(`cannot overwrite non-directory ${dest} with directory ${src}`, dest)
    }
    if (!from.isDirectory() && to.isDirectory()) {
      throw refuse.overFolder(`cannot overwrite directory ${dest} with non-directory ${src}`, dest)
    }
  }
  if (from.isDirectory() && isInside(resolved(src), resolved(dest))) {
    throw refuse.impossible(`cannot copy ${src} to a subdirectory of self ${dest}`, dest)
  }
  return { from, to }
}

/**
 * Refuse a target inside the folder that is copied, through links as well.
 * @param {string} src
 * @param {Found} from
 * @param {string} dest
 * @returns {Steps<void>}
 */
function * outsideOf (src, from, dest) {
  if (!from.isDirectory()) return
  for (let [below, at] = [dest, parentOf(dest)]; ; [below, at] = [at, parentOf(at)]) {
    /** @type {Found | null} */
    const found = yield * unlessMissing(stat(at, { bigint: true }))
    if (found && same(from, found)) throw refuse.impossible(`cannot copy ${src} to a subdirectory of self ${below}`, below)
    if (at === parentOf(at)) return
  }
}

/**
 * @param {string} src
 * @param {string} dest
 * @param {Found} from
 * @param {Found | null} to
 * @param {any} options
 * @returns {Steps<void>}
 */
function * copied (src, dest, from, to, options) {
  if (from.isDirectory()) {
    if (!options.recursive) throw refuse.folder(`${src} is a directory (not copied)`, src)
    yield * folderCopied(src, dest, from, to, options)
  } else if (from.isFile() || from.isCharacterDevice() || from.isBlockDevice()) {
    yield * fileCopied(src, dest, to, options)
  } else if (from.isSymbolicLink()) {
    yield * linkCopied(src, dest, to, options)
  } else if (from.isSocket()) {
    throw refuse.socket(`cannot copy a socket file: ${dest}`, dest)
  } else if (from.isFIFO()) {
    throw refuse.fifo(`cannot copy a FIFO pipe: ${dest}`, dest)
  } else {
    throw refuse.unknown(`cannot copy an unknown file type: ${dest}`, dest)
  }
}

/**
 * @param {string} src
 * @param {string} dest
 * @param {Found} from
 * @param {Found | null} to
 * @param {any} options
 * @returns {Steps<void>}
 */
function * folderCopied (src, dest, from, to, options) {
  if (!to) yield mkdir(dest)
  /** @type {import('../dirent.js').Dirent[]} */
  const entries = yield readdir(src, { withFileTypes: true })
  const copies = entries.map((entry) => entryCopied(src, dest, entry, !to, options))
  // A filter is called in order, and its promise is awaited.
  const abreast = options.filter ? 1 : ABREAST
  for (let at = 0; at < copies.length; at += abreast) yield copies.slice(at, at + abreast)
  if (!to) yield chmod(dest, permissions(from))
}

/**
 * @param {string} src
 * @param {string} dest
 * @param {import('../dirent.js').Dirent} entry in `src`
 * @param {boolean} isNew nothing was in `dest`
 * @param {any} options
 * @returns {Steps<void>}
 */
function * entryCopied (src, dest, entry, isNew, options) {
  const [inner, target] = [joinPath(src, entry.name), joinPath(dest, entry.name)]
  if (!(yield * wanted(inner, target, options))) return
  if (isNew && entry.isFile() && !options.preserveTimestamps) {
    yield copyFile(inner, target, options.mode)
    return
  }
  const { from, to } = yield * looked(inner, target, options)
  yield * copied(inner, target, from, to, options)
}

/**
 * @param {string} src
 * @param {string} dest
 * @param {Found | null} to
 * @param {any} options
 * @returns {Steps<void>}
 */
function * fileCopied (src, dest, to, { force, errorOnExist, mode, preserveTimestamps }) {
  if (to) {
    if (force) yield unlink(dest)
    else if (errorOnExist) throw refuse.existsAlready(`${dest} already exists`, dest)
    else return
  }
  yield copyFile(src, dest, mode)
  // Reading it may have changed when it was last read.
  if (preserveTimestamps) {
    /** @type {import('../stats.js').Stats} */
    const { atime, mtime } = yield stat(src)
    yield utimes(dest, atime, mtime)
  }
}

/**
 * @param {string} src
 * @param {string} dest
 * @param {Found | null} to
 * @param {any} options
 * @returns {Steps<void>}
 */
function * linkCopied (src, dest, to, { verbatimSymlinks }) {
  const target = yield * leadsTo(src, verbatimSymlinks)
  if (to?.isSymbolicLink()) {
    const present = yield * leadsTo(dest, false)
    if (isInside(target, present)) {
      throw refuse.impossible(`cannot copy ${target} to a subdirectory of self ${present}`, dest)
    }
    /** @type {Found} */
    const found = yield stat(src, { bigint: true })
    if (found.isDirectory() && isInside(present, target)) {
      throw refuse.intoItself(`cannot overwrite ${present} with ${target}`, dest)
    }
    yield unlink(dest)
  }
  yield symlink(target, dest)
}

/**
 * Read the target of a link; unless `verbatim`, make a relative one absolute.
 * @param {string} path
 * @param {boolean} verbatim
 * @returns {Steps<string>}
 */
function * leadsTo (path, verbatim) {
  /** @type {string} */
  const held = yield readlink(path)
  if (verbatim || held.startsWith('/')) return held
  const folder = parentOf(path)
  return resolved(held, folder.startsWith('/') ? folder : yield realpath(folder))
}

/**
 * @param {import('./operation.js').Operation<any>} operation
 * @returns {Steps<any>}
 */
function * unlessMissing (operation) {
  try {
    return yield operation
  } catch (error) {
    if (/** @type {any} */ (error).code === 'ENOENT') return null
    throw error
  }
}

/**
 * @param {Found} one
 * @param {Found} other
 */
function same (one, other) {
  return one.ino === other.ino && one.dev === other.dev
}

/**
 * @param {string} folder
 * @param {string} path
 */
function isInside (folder, path) {
  return path === folder || path.startsWith(folder.endsWith('/') ? folder : `${folder}/`)
}

/** @param {Found} found */
function permissions (found) {
  return Number(found.mode & 0o7777n)
}
