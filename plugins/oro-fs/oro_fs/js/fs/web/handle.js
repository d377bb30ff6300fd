import { stat } from '../operations/attributes.js'
import { perform } from '../operations/operation.js'
import { resolved, toPath } from '../arguments/paths.js'

/** @typedef {'file' | 'directory'} Kind */

const paths = new WeakMap()

/** The common part of handles of files and folders. */
export class FileSystemHandle {
  /** @type {Kind} */
  kind = 'file'

  /** @param {string} path absolute */
  constructor (path) {
    paths.set(this, path)
  }

  /**
   * The global classes of these names are ours; a handle of the engine's own, as of its private file system, is one, too.
   * @param {any} value
   */
  static [Symbol.hasInstance] (value) {
    const native = Reflect.get(globalThis, `__native_${this.name}`)
    return Function.prototype[Symbol.hasInstance].call(this, value) || (typeof native === 'function' && value instanceof native)
  }

  get name () {
    return pathOf(this).slice(pathOf(this).lastIndexOf('/') + 1)
  }

  /**
   * @param {FileSystemHandle} other
   * @returns {Promise<boolean>} whether both mean the same path
   */
  async isSameEntry (other) {
    return this.kind === other.kind && pathOf(this) === pathOf(other)
  }

  /** @returns {Promise<PermissionState>} the app's own permission decides, with every call */
  async queryPermission () {
    return 'granted'
  }

  /** @returns {Promise<PermissionState>} see `queryPermission()` */
  async requestPermission () {
    return 'granted'
  }
}

/**
 * @param {FileSystemHandle} handle
 * @returns {string}
 */
export function pathOf (handle) {
  return paths.get(handle)
}

/**
 * The path of a file or folder that is there.
 * @param {import('../arguments/paths.js').PathLike} value
 * @param {Kind} kind
 * @returns {Promise<string>}
 */
export async function lookedUp (value, kind) {
  const path = toPath(value)
  const found = await told(perform(stat(path)))
  if (found.isDirectory() !== (kind === 'directory')) {
    throw new DOMException(`Cannot use "${path}" as a ${kind}: it is none`, 'TypeMismatchError')
  }
  return path.startsWith('/') ? resolved(path) : path
}

/**
 * Tell errors of the system by the names of the standard.
 * @template T
 * @param {Promise<T>} promise
 * @returns {Promise<T>}
 */
export async function told (promise) {
  try {
    return await promise
  } catch (error) {
    throw translated(/** @type {any} */ (error))
  }
}

/** @type {Record<string, string>} */
const NAMES = {
  EACCES: 'NotAllowedError',
  EISDIR: 'TypeMismatchError',
  ENOENT: 'NotFoundError',
  ENOSPC: 'QuotaExceededError',
  ENOTDIR: 'TypeMismatchError',
  ENOTEMPTY: 'InvalidModificationError',
  EPERM: 'NotAllowedError',
  EROFS: 'NoModificationAllowedError',
  SECURITY_ERR: 'SecurityError'
}

/** @param {any} error */
function translated (error) {
  const name = NAMES[error.code]
  return name ? Object.assign(new DOMException(error.message, name), { cause: error }) : error
}

/**
 * A name of something in a folder, and nothing else.
 * @param {any} name
 * @returns {string}
 */
export function checkedName (name) {
  const text = String(name)
  if (text && text !== '.' && text !== '..' && !/[/\0]/.test(text)) return text
  throw new TypeError(`Cannot use ${JSON.stringify(text)} as a name: it must name something in the folder itself`)
}
