/**
 * The files that a program begins with, each made when it is used: folders of the rows of an index, and bytes of blobs, which a
 * worker can read while it stands still.
 * @module
 */

/** @typedef {{ read: (blob: number, offset: number, size: number) => Uint8Array }} Shelf */
/** @typedef {File | Link | Folder} Node */

/** @type {new () => { readAsArrayBuffer: (blob: Blob) => ArrayBuffer }} */
const FileReaderSync = Reflect.get(globalThis, 'FileReaderSync')
/** Bytes that are read at once: files of a folder lie beside each other. */
const AHEAD = 256 * 1024
/** Pieces of that size that are kept. */
const PIECES = 16

export class File {
  /** @type {'file'} */
  kind = 'file'
  /** @type {Uint8Array | null} */
  #data
  #size
  #read

  /** @param {Uint8Array | null} data none where it is read later @param {number} mode @param {number} mtime @param {number} [size] @param {() => Uint8Array} [read] */
  constructor (data, mode, mtime, size = 0, read) {
    this.#data = data
    this.#size = size
    this.#read = read
    this.mode = mode
    this.mtime = mtime
  }

  get data () {
    return (this.#data ??= /** @type {() => Uint8Array} */ (this.#read)())
  }

  set data (data) {
    this.#data = data
  }

  get size () {
    return this.#data ? this.#data.length : this.#size
  }
}

export class Link {
  /** @type {'symlink'} */
  kind = 'symlink'

  /** @param {string} target @param {number} mode @param {number} mtime */
  constructor (target, mode, mtime) {
    this.target = target
    this.mode = mode
    this.mtime = mtime
  }

  get size () {
    return new TextEncoder().encode(this.target).length
  }
}

export class Folder {
  /** @type {'directory'} */
  kind = 'directory'
  /** @type {Map<string, Node> | null} */
  #children = null
  #make

  /** @param {number} mode @param {number} mtime @param {() => Map<string, Node>} [make] makes what is in it */
  constructor (mode, mtime, make = () => new Map()) {
    this.#make = make
    this.mode = mode
    this.mtime = mtime
  }

  get children () {
    return (this.#children ??= this.#make())
  }

  get size () {
    return 0
  }
}

/** @param {import('../kernel/shelf.js').Shelved} shelved @returns {Folder} the topmost */
export function unshelved ({ index, blobs }) {
  const pieces = new Pieces(blobs)
  return folderOf(JSON.parse(index), 0o755, 0, pieces)
}

/** @param {any[]} rows @param {number} mode @param {number} mtime @param {Pieces} pieces @returns {Folder} */
function folderOf (rows, mode, mtime, pieces) {
  return new Folder(mode, mtime, () => new Map(rows.map(([name, ...row]) => [name, nodeOf(row, pieces)])))
}

/** @param {any[]} row @param {Pieces} pieces @returns {Node} */
function nodeOf ([kind, mode, mtime, ...more], pieces) {
  if (kind === 'directory') return folderOf(more[0], mode, mtime, pieces)
  if (kind === 'symlink') return new Link(more[0], mode, mtime)
  const [blob, offset, size] = more
  return new File(null, mode, mtime, size, () => pieces.read(blob, offset, size))
}

/** Parts of blobs that were read. */
class Pieces {
  #blobs
  #reader = new FileReaderSync()
  /** @type {Map<string, Uint8Array>} the oldest first */
  #kept = new Map()

  /** @param {Blob[]} blobs */
  constructor (blobs) {
    this.#blobs = blobs
  }

  /** @param {number} blob @param {number} offset @param {number} size @returns {Uint8Array} a copy */
  read (blob, offset, size) {
    if (!size) return new Uint8Array()
    const start = offset - offset % AHEAD
    // One of many pieces is for its file alone.
    if (offset + size > start + AHEAD) return this.#taken(blob, offset, size)
    const key = `${blob}:${start}`
    const piece = this.#kept.get(key) ?? this.#taken(blob, start, AHEAD)
    this.#kept.delete(key)
    this.#kept.set(key, piece)
    if (this.#kept.size > PIECES) this.#kept.delete([...this.#kept.keys()][0])
    return piece.slice(offset - start, offset - start + size)
  }

  /** @param {number} blob @param {number} start @param {number} size */
  #taken (blob, start, size) {
    return new Uint8Array(this.#reader.readAsArrayBuffer(this.#blobs[blob].slice(start, start + size)))
  }
}
