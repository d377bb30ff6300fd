/**
 * The files of the container as WASI preview 1 asks for them.
 * @module
 */

/** @typedef {import('../tree.js').Tree} Tree */

const NANO = 1_000_000n

/**
 * @param {any} modules `constants.js` and `errno.js` of WASI preview 1
 * @returns {(tree: Tree, path: string) => any} makes the folder at a path
 */
export function foldersOf ({ FILE, WasiError, fromSystem }) {
  const TYPES = { file: FILE.regular, directory: FILE.folder, symlink: FILE.link }
  /** @type {WeakMap<object, bigint>} */
  const numbers = new WeakMap()
  let last = 0n

  /** @param {any} node */
  const inode = (node) => {
    if (!numbers.has(node)) numbers.set(node, ++last)
    return /** @type {bigint} */ (numbers.get(node))
  }
  /** @template T @param {() => T} act @returns {T} */
  const asked = (act) => {
    try {
      return act()
    } catch (error) {
      const { code } = /** @type {any} */ (error)
      throw error instanceof WasiError || typeof code !== 'string' ? error : fromSystem(code)
    }
  }
  /** @param {any} node */
  const statOf = (node) => {
    const time = BigInt(Math.floor(node.mtime)) * NANO
    const type = TYPES[/** @type {keyof typeof TYPES} */ (node.kind)]
    return { device: 1n, inode: inode(node), type, links: 1n, size: BigInt(node.size), accessed: time, modified: time, changed: time }
  }

  class Place {
    /** @param {Tree} tree @param {string} path */
    constructor (tree, path) {
      this.tree = tree
      this.path = path
    }

    node () { return asked(() => this.tree.node(this.path, 'stat', false)) }

    stat () { return statOf(this.node()) }

    /** @param {bigint | null} _ @param {bigint | null} modified */
    setTimes (_, modified) {
      if (modified !== null) asked(() => this.tree.utimes(this.path, Number(modified / NANO)))
    }
  }

  /** A file that is open: also when its name is gone. */
  class Content {
    #place
    #file

    /** @param {Place} place */
    constructor (place) {
      this.#place = place
      this.#file = /** @type {any} */ (place.node())
    }

    /** @param {number} offset @param {Uint8Array} into */
    read (offset, into) {
      const found = this.#file.data.subarray(Math.min(offset, this.#file.data.length), offset + into.length)
      into.set(found)
      return found.length
    }

    /** @param {number} offset @param {Uint8Array} bytes */
    write (offset, bytes) {
      asked(() => this.#place.tree.writeAt(this.#place.path, offset, bytes))
      return bytes.length
    }

    /** @param {number} size */
    resize (size) { asked(() => this.#place.tree.truncate(this.#place.path, size)) }

    stat () { return statOf(this.#file) }

    /** @param {bigint | null} accessed @param {bigint | null} modified */
    setTimes (accessed, modified) { this.#place.setTimes(accessed, modified) }

    sync () { this.#place.tree.flush() }

    close () { this.#place.tree.flush() }
  }

  class FilePlace extends Place {
    kind = /** @type {const} */ ('file')

    /** @param {{ truncate: boolean }} how */
    open ({ truncate }) {
      if (truncate) asked(() => this.tree.truncate(this.path, 0))
      return new Content(this)
    }
  }

  class LinkPlace extends Place {
    kind = /** @type {const} */ ('link')

    target () { return /** @type {any} */ (this.node()).target }
  }

  class FolderPlace extends Place {
    kind = /** @type {const} */ ('folder')

    /** @param {string} name */
    lookup (name) {
      const path = this.below(name)
      const { node } = asked(() => this.tree.find(path, 'stat', false))
      if (!node) return undefined
      return new { file: FilePlace, symlink: LinkPlace, directory: FolderPlace }[node.kind](this.tree, path)
    }

    entries () {
      const { children } = /** @type {any} */ (this.node())
      return [...children].map(([name, node]) => ({ name, inode: inode(node), type: TYPES[/** @type {keyof typeof TYPES} */ (node.kind)] }))
    }

    /** @param {string} name */
    createFile (name) {
      asked(() => this.tree.write(this.below(name), new Uint8Array(), { exclusive: true }))
      return new FilePlace(this.tree, this.below(name))
    }

    /** @param {string} name */
    createFolder (name) { asked(() => this.tree.mkdir(this.below(name), false)) }

    /** @param {string} name @param {string} target */
    createLink (name, target) { asked(() => this.tree.symlink(target, this.below(name))) }

    /** @returns {never} the container's files have one name each */
    link () { throw new WasiError('notsup') }

    /** @param {string} name */
    unlink (name) { asked(() => this.tree.unlink(this.below(name))) }

    /** @param {string} name */
    removeFolder (name) { asked(() => this.tree.rmdir(this.below(name))) }

    /** @param {string} name @param {any} to @param {string} newName */
    rename (name, to, newName) {
      if (!(to instanceof FolderPlace)) throw new WasiError('xdev')
      asked(() => this.tree.rename(this.below(name), to.below(newName)))
    }

    /** @param {string} name */
    below (name) {
      return `${this.path === '/' ? '' : this.path}/${name}`
    }
  }

  return (tree, path) => new FolderPlace(tree, path)
}
