import { unpacked } from './entries.js'

const FILE = 0o644
const FOLDER = 0o755

/** @typedef {import('./types.js').FileSystemTree} FileSystemTree */
/** @typedef {import('./types.js').MountTree} MountTree */
/** @typedef {Partial<import('./entries.js').Entry> & { path: string, kind: import('./entries.js').Entry['kind'] }} TreeEntry */

/**
 * The entries of a tree, parents first.
 * @param {MountTree} tree
 * @param {string} [above]
 * @returns {Generator<TreeEntry, void>}
 */
export function * entriesOf (tree, above = '') {
  if (typeof tree !== 'object' || tree === null) throw new TypeError(`Cannot mount "${above || '/'}": a tree is an object of names`)
  for (const [name, node] of Object.entries(tree)) {
    const path = above + checked(name)
    if ('directory' in node) {
      yield { path, kind: 'directory', mode: modeOf(path, node) }
      yield * entriesOf(node.directory, `${path}/`)
    } else yield fileOf(path, node.file)
  }
}

/** @param {string} path @param {any} file @returns {TreeEntry} */
function fileOf (path, file) {
  if (typeof file?.symlink === 'string') return { path, kind: 'symlink', target: file.symlink }
  const contents = typeof file === 'object' && file !== null && 'contents' in file ? file.contents : file
  if (typeof contents === 'string') return { path, kind: 'file', data: new TextEncoder().encode(contents), mode: modeOf(path, file) }
  if (contents instanceof Uint8Array) return { path, kind: 'file', data: contents, mode: modeOf(path, file) }
  throw new TypeError(`Cannot mount "${path}": give { file: { contents } } with text or a Uint8Array, { file: { symlink } } or { directory }`)
}

/** @param {string} path @param {any} node @returns {number | undefined} */
function modeOf (path, { mode }) {
  if (mode !== undefined && !(Number.isInteger(mode) && mode >= 0 && mode <= 0o7777)) throw new TypeError(`Cannot mount "${path}": its "mode" is to be a number from 0 to 0o7777`)
  return mode
}

/** @param {string} name */
function checked (name) {
  if (name === '' || name === '.' || name === '..' || /[/\0]/.test(name)) {
    throw new TypeError(`Cannot mount "${name}": it is no name of a file`)
  }
  return name
}

/**
 * The tree of a folder; the content of a file is text where it is UTF-8.
 * @param {Uint8Array} bytes as `packed` makes them
 * @param {string} path of the folder, for errors
 * @returns {FileSystemTree}
 */
export function treeOf (bytes, path) {
  /** @type {FileSystemTree} */
  const top = {}
  /** @type {Map<string, FileSystemTree>} */
  const folders = new Map([['', top]])
  for (const entry of unpacked(bytes)) {
    if (entry.path === '') throw new Error(`Cannot export "${path}" as JSON: it is a file, and a tree begins with a folder; ask for "binary" or "zip", or read it`)
    const cut = entry.path.lastIndexOf('/')
    const parent = /** @type {FileSystemTree} */ (folders.get(entry.path.slice(0, Math.max(cut, 0))))
    const name = entry.path.slice(cut + 1)
    /** @param {FileSystemTree[string]} node */
    const put = (node) => Object.defineProperty(parent, name, { value: node, configurable: true, enumerable: true, writable: true })
    if (entry.kind === 'directory') {
      /** @type {FileSystemTree} */
      const directory = {}
      folders.set(entry.path, directory)
      put(withMode({ directory }, entry.mode, FOLDER))
    } else if (entry.kind === 'symlink') put({ file: { symlink: entry.target } })
    else put({ file: withMode({ contents: contentsOf(entry.data) }, entry.mode, FILE) })
  }
  return top
}

/**
 * WebContainer's trees have no modes, so only one that is not the usual one is there.
 * @template T
 * @param {T} node
 * @param {number} mode
 * @param {number} usual
 * @returns {T}
 */
function withMode (node, mode, usual) {
  return mode === usual ? node : { ...node, mode }
}

/** @param {Uint8Array} data @returns {string | Uint8Array} */
function contentsOf (data) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data)
  } catch {
    return data
  }
}
