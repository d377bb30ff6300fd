/**
 * Trees of files as pages write them, and as entries.
 * @module
 */

/** @typedef {{ path: string, kind: 'file' | 'directory' | 'symlink', data?: Uint8Array, target?: string, mode?: number }} Entry */

/** @param {string | Uint8Array} contents */
function bytes (contents) {
  return typeof contents === 'string' ? new TextEncoder().encode(contents) : contents
}

/**
 * @param {Record<string, any>} tree as WebContainer has it, or with texts for files
 * @param {string} [above]
 * @returns {Entry[]}
 * @throws {TypeError} it is no tree
 */
export function entriesOf (tree, above = '') {
  return Object.entries(tree).flatMap(([name, node]) => {
    if (!name || name === '.' || name === '..' || name.includes('/')) throw new TypeError(`Cannot mount "${above}${name}": a name is one without slashes`)
    const path = above + name
    if (node?.directory) return [{ path, kind: /** @type {const} */ ('directory') }, ...entriesOf(node.directory, `${path}/`)]
    const file = node?.file
    if (typeof file === 'string' || file instanceof Uint8Array) return [{ path, kind: /** @type {const} */ ('file'), data: bytes(file) }]
    if (typeof file?.symlink === 'string') return [{ path, kind: /** @type {const} */ ('symlink'), target: file.symlink }]
    if (typeof file?.contents === 'string' || file?.contents instanceof Uint8Array) {
      return [{ path, kind: /** @type {const} */ ('file'), data: bytes(file.contents) }]
    }
    throw new TypeError(`Cannot mount "${path}": it is none of { directory }, { file: { contents } } and { file: { symlink } }`)
  })
}

/**
 * @param {Entry[]} entries parents first
 * @returns {Record<string, any>} the tree as WebContainer has it; bytes that are no UTF-8 stay bytes
 */
export function treeOf (entries) {
  /** @type {Record<string, any>} */
  const top = {}
  for (const { path, kind, data, target } of entries) {
    const names = path.split('/')
    const last = /** @type {string} */ (names.pop())
    let folder = top
    for (const name of names) folder = (folder[name] ??= { directory: {} }).directory
    if (kind === 'directory') folder[last] ??= { directory: {} }
    else folder[last] = { file: kind === 'symlink' ? { symlink: target } : { contents: text(data ?? new Uint8Array()) } }
  }
  return top
}

/** @param {Uint8Array} data */
function text (data) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data)
  } catch {
    return data
  }
}
