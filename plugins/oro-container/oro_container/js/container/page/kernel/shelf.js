/**
 * The files that programs begin with: an index of them, and their bytes in blobs. A program gets both by reference, and reads
 * what it uses.
 * @module
 */

/** @typedef {{ kind: 'file', mode: number, mtime: number, blob: Blob, offset: number, size: number }} File */
/** @typedef {{ kind: 'symlink', mode: number, mtime: number, target: string }} Link */
/** @typedef {{ kind: 'directory', mode: number, mtime: number, children: Map<string, Node> }} Folder */
/** @typedef {File | Link | Folder} Node */
/** @typedef {{ index: string, blobs: Blob[] }} Shelved what a program begins with; its index is for `programs/shelved.js` */

/** Blobs at most; of more one is made. */
const BLOBS = 32

export class Shelf {
  /** @type {Folder} */
  #top = { kind: 'directory', mode: 0o755, mtime: 0, children: new Map() }
  /** @type {Set<Blob>} */
  #blobs = new Set()
  /** @type {Shelved | null} */
  #shelved = null

  /** @param {string} rows as `core/kernel/shelf.py` has them @param {Uint8Array<ArrayBuffer>} data the bytes of their files */
  put (rows, data) {
    this.#shelved = null
    const blob = new Blob([data])
    if (data.length) this.#blobs.add(blob)
    let offset = 0
    for (const [path, kind, mode, mtime, value] of JSON.parse(rows)) {
      const [folder, name] = this.#holder(path)
      const old = folder.children.get(name)
      if (kind === 'gone') folder.children.delete(name)
      else if (kind === 'symlink') folder.children.set(name, { kind, mode, mtime, target: value })
      else if (kind === 'directory') folder.children.set(name, { kind, mode, mtime, children: old?.kind === 'directory' ? old.children : new Map() })
      else {
        folder.children.set(name, { kind, mode, mtime, blob, offset, size: value })
        offset += value
      }
    }
    if (this.#blobs.size > BLOBS) this.#pack()
  }

  /** @returns {Shelved} */
  get shelved () {
    if (!this.#shelved) {
      const blobs = [...this.#blobs]
      const numbers = new Map(blobs.map((blob, number) => [blob, number]))
      this.#shelved = { index: JSON.stringify(rowsOf(this.#top, numbers)), blobs }
    }
    return this.#shelved
  }

  /** Put what is still used into one blob: the browser takes the parts by reference. */
  #pack () {
    const files = [...filesOf(this.#top)]
    const blob = new Blob(files.map((file) => file.blob.slice(file.offset, file.offset + file.size)))
    let offset = 0
    for (const file of files) {
      Object.assign(file, { blob, offset })
      offset += file.size
    }
    this.#blobs = new Set([blob])
  }

  /** @param {string} path @returns {[Folder, string]} */
  #holder (path) {
    const names = path.split('/').slice(1)
    const name = /** @type {string} */ (names.pop())
    let folder = this.#top
    for (const each of names) folder = /** @type {Folder} */ (folder.children.get(each))
    return [folder, name]
  }
}

/** @param {Folder} folder @param {Map<Blob, number>} blobs @returns {any[]} */
function rowsOf ({ children }, blobs) {
  return [...children].map(([name, node]) => {
    const { kind, mode, mtime } = node
    if (kind === 'directory') return [name, kind, mode, mtime, rowsOf(node, blobs)]
    if (kind === 'symlink') return [name, kind, mode, mtime, node.target]
    return [name, kind, mode, mtime, blobs.get(node.blob) ?? 0, node.offset, node.size]
  })
}

/** @param {Folder} folder @returns {Iterable<File>} */
function * filesOf (folder) {
  for (const node of folder.children.values()) {
    if (node.kind === 'directory') yield * filesOf(node)
    else if (node.kind === 'file') yield node
  }
}
