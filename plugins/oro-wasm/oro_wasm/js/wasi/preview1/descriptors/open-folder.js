import { FILE, FILE_RIGHTS, FOLDER_RIGHTS } from '../constants.js'
import { WasiError } from '../errno.js'
import { Descriptor } from './descriptor.js'

/** @typedef {import('../tree/node.js').Folder} Folder */
/** @typedef {import('../tree/node.js').Entry} Entry */

/** A folder that is open: paths are looked up below it, and never above. */
export class OpenFolder extends Descriptor {
  /** @type {Entry[]} */
  #entries = []

  /**
   * @param {Folder} folder
   * @param {boolean} writable whether anything below it can be changed
   * @param {string | null} [name] under which it was granted to the guest
   */
  constructor (folder, writable, name = null) {
    super()
    this.folder = folder
    this.writable = writable
    this.name = name
    this.type = FILE.folder
    // All of them, also where nothing can be changed: libraries ask for no more than these, and would open for writing what
    // cannot be written.
    this.rights = FOLDER_RIGHTS
    this.inheriting = FILE_RIGHTS | FOLDER_RIGHTS
  }

  /** @throws {WasiError} `perm`: it was granted only for reading */
  checkWritable () {
    if (!this.writable) throw new WasiError('perm')
  }

  /**
   * List it; an entry keeps its number until the listing begins again.
   * @param {number} from number of the first entry
   * @returns {Entry[]}
   */
  list (from) {
    if (from === 0 || this.#entries.length === 0) {
      const { inode } = this.folder.stat()
      const dots = ['.', '..'].map((name) => ({ name, inode, type: FILE.folder }))
      this.#entries = [...dots, ...this.folder.entries()]
    }
    return this.#entries.slice(from)
  }

  /** @returns {never} */
  readAt () { throw new WasiError('badf') }

  /** @returns {never} */
  writeAt () { throw new WasiError('badf') }

  /** @returns {never} */
  seek () { throw new WasiError('badf') }

  stat () { return this.folder.stat() }

  /** @param {bigint | null} accessed @param {bigint | null} modified */
  setTimes (accessed, modified) {
    this.checkWritable()
    this.folder.setTimes(accessed, modified)
  }

  advise () { throw new WasiError('badf') }
}
