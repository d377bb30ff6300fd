/**
 * Trees of files that a page lends to a guest: objects whose members are folders (objects again), files (bytes or text)
 * and symbolic links.
 * @module
 */

/** @typedef {{ [name: string]: string | Uint8Array | ArrayBuffer | Symlink | Files }} Files */
/** @typedef {[name: string, kind: 'file', bytes: Uint8Array] | [name: string, kind: 'link', target: string]} Leaf */
/** @typedef {Leaf | [name: string, kind: 'folder', entries: any[]]} Described as it is sent to a worker */

/** A symbolic link in a tree of files. */
export class Symlink {
  /** @param {string} target relative to where the link is */
  constructor (target) {
    if (typeof target !== 'string' || target === '') throw new TypeError('Cannot make a symbolic link: give its target as text')
    this.target = target
  }
}

/**
 * @param {string} target relative to where the link is
 * @returns {Symlink} to put into a tree of files
 */
export function symlink (target) {
  return new Symlink(target)
}

/**
 * @param {Files} files
 * @param {string} [path] for errors
 * @returns {Described[]}
 * @throws {TypeError} a member is no file, or has a name that none can have
 */
export function described (files, path = '') {
  return Object.entries(files).map(([name, value]) => {
    const whole = `${path}/${name}`
    if (name === '' || name === '.' || name === '..' || /[/\0]/.test(name)) {
      throw new TypeError(`Cannot lend "${whole}": ${JSON.stringify(name)} is no name of a file; nest objects for folders`)
    }
    if (typeof value === 'string') return [name, 'file', new TextEncoder().encode(value)]
    if (value instanceof ArrayBuffer) return [name, 'file', new Uint8Array(value)]
    if (ArrayBuffer.isView(value)) return [name, 'file', new Uint8Array(value.buffer, value.byteOffset, value.byteLength)]
    if (value instanceof Symlink) return [name, 'link', value.target]
    if (value === null || typeof value !== 'object') {
      throw new TypeError(`Cannot lend "${whole}": give bytes, text, a symlink(), or an object for a folder`)
    }
    return [name, 'folder', described(value, whole)]
  })
}

/**
 * @param {Described[]} entries
 * @returns {Files} with bytes for every file
 */
export function filesOf (entries) {
  const made = Object.create(null)
  for (const [name, kind, value] of entries) {
    made[name] = kind === 'file' ? value : kind === 'link' ? new Symlink(value) : filesOf(value)
  }
  return made
}
