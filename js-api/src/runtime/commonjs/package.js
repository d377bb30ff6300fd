/**
 * Packages, as `package.json` tells of them.
 * @module
 */

import { ModuleNotFoundError } from '../../base/errors.js'
import { invalidArgValue } from '../../base/errors/node.js'
import * as files from '../../node/module/files.js'
import { nearestPackage, packageFolders, resolve } from '../../node/module/resolve.js'

const NAME = /^(?:@(?<organization>[^/@\s]+)\/)?(?<name>[^/@\s]+)(?:@(?<version>[^/]+))?(?<pathname>\/.*)?$/

/** The name of a package, `@organization/name@version/path`, in its parts. */
export class Name {
  /**
   * @param {string} text
   * @throws {TypeError} ERR_INVALID_ARG_VALUE: it is no such name
   */
  constructor (text) {
    const groups = NAME.exec(text)?.groups
    if (!groups) throw invalidArgValue('name', text, 'must be the name of a package')
    this.organization = groups.organization ?? null
    this.name = groups.organization ? `@${groups.organization}/${groups.name}` : groups.name
    this.version = groups.version ?? null
    this.pathname = groups.pathname ?? null
  }

  /** @param {string | Name} from */
  static from (from) { return from instanceof Name ? from : new Name(from) }

  /** @param {any} text */
  static canParse (text) { return NAME.test(String(text)) }

  get value () { return this.toString() }
  toString () { return `${this.name}${this.version ? `@${this.version}` : ''}${this.pathname ?? ''}` }
  toJSON () { return this.toString() }
}

/** The dependencies of a package: ranges of versions by name. @extends {Map<string, string>} */
export class Dependencies extends Map {
  /** @param {Record<string, string>} [ranges] */
  constructor (ranges = {}) {
    super(Object.entries(ranges))
  }

  toJSON () { return Object.fromEntries(this) }
}

/** A package of the app: its folder and its `package.json`. */
export class Package {
  /**
   * @param {string} folder a path of the app's origin
   * @param {any} info what `package.json` says
   */
  constructor (folder, info) {
    this.path = folder
    this.info = info
    this.dependencies = new Dependencies(info.dependencies)
  }

  /**
   * @param {string} name
   * @param {string} [from] the folder from which it is looked for
   * @returns {Package}
   * @throws {ModuleNotFoundError} there is none
   */
  static load (name, from = '/') {
    for (const folder of packageFolders(from)) {
      const info = files.json(`${folder}/${name}/package.json`)
      if (info) return new Package(`${folder}/${name}`, info)
    }
    throw new ModuleNotFoundError(`Cannot find package '${name}' from '${from}'`)
  }

  /** @param {string} folder @returns {Package | null} the one that a folder belongs to */
  static nearest (folder) {
    const found = nearestPackage(folder, files)
    return found && new Package(found.folder, found.json)
  }

  get id () { return `${files.origin()}${this.path === '/' ? '' : this.path}` }
  get name () { return this.info.name ?? '' }
  get version () { return this.info.version ?? '' }
  get description () { return this.info.description ?? '' }
  get license () { return this.info.license ?? '' }
  get type () { return this.info.type === 'module' ? 'module' : 'commonjs' }
  get exports () { return this.info.exports ?? {} }
  get imports () { return this.info.imports ?? {} }

  /** @param {string} [subpath] `.` or one such as `./lib` @returns {string | null} the URL of its file, null when there is none */
  resolve (subpath = '.') {
    const found = resolve(`./${this.path.split('/').pop()}${subpath.slice(1)}`, `${this.path}.js`, files)
    const own = this.info.exports && this.name ? resolve(`${this.name}${subpath.slice(1)}`, `${this.path}/package.json`, files) : found
    return own && 'path' in own ? `${files.origin()}${own.path}` : null
  }

  /** The URL of its main file, null when there is none. */
  get entry () { return this.resolve() }

  toJSON () { return { id: this.id, path: this.path, ...this.info } }
}

export default Package
