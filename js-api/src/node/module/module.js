/**
 * CommonJS modules: found, run and remembered.
 * @module
 */

import { NotImplementedError } from '../../base/errors.js'
import { invalidArgType, invalidArgValue } from '../../base/errors/node.js'
import { missing } from '../../base/internal/missing.js'
import { synchronise } from '../../base/internal/scripts.js'
import { callable } from '../../internal/callable.js'
import { builtin, builtinModules, isBuiltin, nameOf, provide } from './builtins.js'
import { importer } from './es-module.js'
import { withImports } from './es-source.js'
import { notFound, placed } from './errors.js'
import { extensions } from './extensions.js'
import * as files from './files.js'
import { inOrigin, onDisk, placeOf } from './places.js'
import { lookupPaths, requireOf } from './require-function.js'
import { folderOf, packageFolders, resolve } from './resolve.js'
import { scoped } from './scope.js'

const WRAPPER = ['(function (exports, require, module, __filename, __dirname) { ', '\n});']
/** The module without anything, for what a package names `false` for pages. */
const EMPTY = 'oro:module/empty'

/** Source that may have `import()`. */
const DYNAMIC = /\bimport\s*(\(|\/[/*])/

/** One module; `exports` is what it gives. */
class ModuleClass {
  /** @type {any} */
  exports = {}
  loaded = false
  /** @type {Module[]} */
  children = []

  /** @type {Record<string, Module>} modules by path */
  static _cache = Object.create(null)
  static _pathCache = Object.create(null)
  static _extensions = extensions
  static builtinModules = builtinModules
  static builtins = builtinModules
  /** How files are run, by extension: what Node calls `_extensions`. */
  static get loaders () { return Module._extensions }
  /**
   * Called in turn with a specifier, the module that requires it, and a function that asks those after it; one may return
   * another specifier to resolve instead.
   * @type {((specifier: string, parent: Module | null | undefined, next: (specifier: string) => string) => string | undefined)[]}
   */
  static resolvers = []
  /** Other names of modules. @type {{ imports: Record<string, string> }} */
  static importmap = { imports: {} }
  static isBuiltin = isBuiltin
  static wrapper = WRAPPER
  /** @type {string[]} */
  static globalPaths = []
  static SourceMap = missing('module.SourceMap')
  /** @type {any} */
  static Module = null
  /** @type {Module | undefined} */
  static main = undefined

  /**
   * @param {string} [id] its path on disk, or in the app's origin where pages have no `fs`
   * @param {Module | null} [parent]
   */
  constructor (id = '', parent) {
    this.id = id
    this.filename = id
    this.path = id.startsWith('/') ? folderOf(id) : '.'
    this.parent = parent
    this.paths = id.startsWith('/') ? Module._nodeModulePaths(this.path) : []
    adopt(parent, this)
  }

  /** @param {string} specifier */
  require (specifier) {
    if (typeof specifier !== 'string') throw invalidArgType('id', 'of type string', specifier)
    if (specifier === '') throw invalidArgValue('id', specifier, 'must be a non-empty string')
    return Module._load(specifier, this, false)
  }

  /** Run the file. @param {string} filename */
  load (filename) {
    this.filename = filename
    this.path = folderOf(filename)
    this.paths = Module._nodeModulePaths(this.path)
    Module._extensions[extensionOf(filename)](this, filename)
    this.loaded = true
  }

  /** @param {string} source @param {string} filename */
  _compile (source, filename) {
    const plain = source.replace(/^#!.*/, '')
    const text = DYNAMIC.test(plain) ? withImports(plain) : plain
    const wrapped = scoped(Module.wrap(text), filename, text === plain ? {} : { $oro_import: importer(Module, this) })
    return Reflect.apply(wrapped, this.exports, [this.exports, requireOf(Module, this), this, filename, folderOf(filename)])
  }

  /** @param {string} source */
  static wrap (source) { return Module.wrapper[0] + source + Module.wrapper[1] }

  /** @param {string} specifier @param {Module | null} [parent] @param {boolean} [isMain] @returns {any} */
  static _load (specifier, parent, isMain = false) {
    const filename = Module._resolveFilename(specifier, parent, isMain)
    const known = Module._cache[filename]
    if (known) {
      adopt(parent, known)
      return known.exports
    }
    const name = nameOf(filename)
    if (name !== null) return filename === EMPTY ? {} : builtinOf(name, specifier, parent)
    const module = new Module(filename, parent)
    Module._cache[filename] = module
    try {
      module.load(filename)
    } catch (error) {
      delete Module._cache[filename]
      if (parent) parent.children = parent.children?.filter((child) => child !== module)
      throw error
    }
    return module.exports
  }

  /**
   * @param {string} specifier
   * @param {Module | null} [parent]
   * @param {boolean} [_isMain]
   * @param {{ paths?: string[], find?: Find }} [options] folders to begin at instead of the parent's; another way to find it
   * @returns {string} the path, or the name of a built-in module
   */
  static _resolveFilename (specifier, parent, _isMain, options) {
    const wanted = meant(specifier, parent)
    if (nameOf(wanted) !== null) return wanted
    const starts = options?.paths?.map((path) => `${path}/index.js`) ?? [parent?.filename || onDisk('/index.js')]
    for (const start of starts) {
      const found = find(wanted, start, options?.find)
      if (found && 'path' in found) return onDisk(files.real(found.path))
      if (found) return 'empty' in found ? EMPTY : Module._resolveFilename(found.bare, parent)
    }
    throw notFound(specifier, parent)
  }

  /** @param {string} specifier @param {Module | null} [parent] */
  static _resolveLookupPaths (specifier, parent) { return lookupPaths(specifier, parent) }

  /** @param {string} folder @returns {string[]} where packages may be */
  static _nodeModulePaths (folder) { return packageFolders(inOrigin(folder)).map(onDisk) }

  /** @param {string | URL} from a URL of the app's origin, such as `import.meta.url`, a `file:` URL, or a path */
  static createRequire (from) {
    const text = String(from)
    if (!text.startsWith('/') && !URL.canParse(text)) {
      throw invalidArgValue('filename', from, 'must be a file URL object, file URL string, or absolute path string')
    }
    return requireOf(Module, new Module(placeOf(text)))
  }

  /** @param {Module} module */
  static requireOf (module) { return requireOf(Module, module) }

  /** Have imports of Node's modules give what was put into what `require()` gives. */
  static syncBuiltinESMExports () { synchronise() }
  /** @param {string} _path */
  static findSourceMap (_path) { return undefined }
  static register () { throw new NotImplementedError('module.register()') }
  static runMain () { throw new NotImplementedError('module.runMain()') }
}

Object.defineProperty(ModuleClass, 'name', { value: 'Module' })

/** @typedef {ModuleClass} Module */
export const Module = callable(ModuleClass)
Module.Module = Module

/** @param {string} specifier @param {Module | null} [parent] @returns {string} what stands for it */
function meant (specifier, parent) {
  /** @param {string} asked @param {number} at @returns {string} */
  const from = (asked, at) => {
    if (at >= Module.resolvers.length) return asked
    const next = (/** @type {string} */ other) => from(other, at + 1)
    const found = Module.resolvers[at](asked, parent, next)
    return typeof found === 'string' ? found : next(asked)
  }
  return from(Module.importmap.imports[specifier] ?? specifier, 0)
}

/** @param {Module | null | undefined} parent @param {Module} child */
function adopt (parent, child) {
  if (parent?.children && !parent.children.includes(child)) parent.children.push(child)
}

/** @param {string} filename @returns {string} the longest extension there is a loader for */
function extensionOf (filename) {
  const name = filename.slice(filename.lastIndexOf('/') + 1)
  for (let at = name.indexOf('.', 1); at > 0; at = name.indexOf('.', at + 1)) {
    if (Module._extensions[name.slice(at)]) return name.slice(at)
  }
  return '.js'
}

/** @typedef {(specifier: string, from: string) => import('./resolve.js').Resolved} Find */

/** @param {string} specifier @param {string} from the path of the module that asks @param {Find} [how] */
function find (specifier, from, how = (name, place) => resolve(name, place, files)) {
  const isFile = /^(\.{1,2})?\/|^\.{1,2}$/.test(specifier)
  const isAddress = /^file:/.test(specifier) || specifier.startsWith(files.origin())
  const plain = isFile ? specifier.replace(/\/{2,}/g, '/').replace(/[^/]+/g, encodeURIComponent) : specifier
  const local = isAddress || specifier.startsWith('/') ? inOrigin(placeOf(isAddress ? specifier : decodeURIComponent(plain))) : plain
  try {
    return how(local, inOrigin(from))
  } catch (error) {
    throw placed(error)
  }
}

/** @param {string} name @param {string} specifier @param {Module | null} [parent] */
function builtinOf (name, specifier, parent) {
  try {
    return builtin(name)
  } catch (error) {
    const { code, message } = /** @type {any} */ (error)
    throw code === 'MODULE_NOT_FOUND' ? notFound(specifier, parent, /: ((?:install|the plugin) .*)$/.exec(message)?.[1]) : error
  }
}

provide('module', Module)
