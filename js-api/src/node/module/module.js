/**
 * CommonJS modules: found, run and remembered.
 * @module
 */

import { ModuleNotFoundError, NotImplementedError } from '../../base/errors.js'
import { invalidArgType, invalidArgValue, nodeError } from '../../base/errors/node.js'
import { missing } from '../../base/internal/missing.js'
import { process } from '../process/process.js'
import { builtin, builtinModules, isBuiltin, nameOf, provide } from './builtins.js'
import * as files from './files.js'
import { folderOf, nearestPackage, packageFolders, resolve } from './resolve.js'

/** @typedef {((specifier: string) => any) & { resolve: any, cache: Record<string, Module>, main: Module | undefined, extensions: any }} Require */

const WRAPPER = ['(function (exports, require, module, __filename, __dirname, process, global) { ', '\n});']

/** One module; `exports` is what it gives. */
export class Module {
  /** @type {any} */
  exports = {}
  loaded = false
  /** @type {Module[]} */
  children = []

  /** @type {Record<string, Module>} modules by path */
  static _cache = Object.create(null)
  static _pathCache = Object.create(null)
  /** @type {Record<string, (module: Module, filename: string) => void>} how files are run, by extension */
  static _extensions = Object.create(null)
  static builtinModules = builtinModules
  static builtins = builtinModules
  /** How files are run, by extension: what Node calls `_extensions`. */
  static get loaders () { return Module._extensions }
  /**
   * Called in turn with a specifier, the module that requires it, and a function that asks those after it; one may return
   * another specifier to resolve instead.
   * @type {((specifier: string, parent: Module | undefined, next: (specifier: string) => string) => string | undefined)[]}
   */
  static resolvers = []
  /** Other names of modules. @type {{ imports: Record<string, string> }} */
  static importmap = { imports: {} }
  static isBuiltin = isBuiltin
  static wrapper = WRAPPER
  /** @type {string[]} */
  static globalPaths = []
  static SourceMap = missing('module.SourceMap')
  static Module = Module
  /** @type {Module | undefined} */
  static main = undefined

  /**
   * @param {string} [id] a path of the app's origin
   * @param {Module} [parent]
   */
  constructor (id = '', parent) {
    this.id = id
    this.filename = id
    this.path = folderOf(id || '/')
    this.parent = parent
    this.paths = packageFolders(this.path)
    parent?.children.push(this)
  }

  /** @param {string} specifier */
  require (specifier) {
    if (typeof specifier !== 'string') throw invalidArgType('id', 'of type string', specifier)
    if (specifier === '') throw invalidArgValue('id', specifier, 'must be a non-empty string')
    return Module._load(specifier, this)
  }

  /** Run the file. @param {string} filename */
  load (filename) {
    const extension = /\.[^./]+$/.exec(filename)?.[0] ?? '.js'
    const run = Module._extensions[extension] ?? Module._extensions['.js']
    run(this, filename)
    this.loaded = true
  }

  /** @param {string} source @param {string} filename */
  _compile (source, filename) {
    const wrapped = evaluated(source.replace(/^#!.*/, ''), filename)
    return Reflect.apply(wrapped, this.exports, [this.exports, requireOf(this), this, filename, folderOf(filename), process, globalThis])
  }

  /** @param {string} source */
  static wrap (source) { return WRAPPER[0] + source + WRAPPER[1] }

  /** @param {string} specifier @param {Module} [parent] @returns {any} */
  static _load (specifier, parent) {
    const meant = Module.#meant(specifier, parent)
    const name = nameOf(meant)
    if (name !== null) return builtinOf(name, specifier, parent)
    const found = Module._find(meant, parent)
    if ('empty' in found) return {}
    if ('bare' in found) return Module._load(found.bare, parent)
    const known = Module._cache[found.path]
    if (known) return known.exports
    const module = new Module(found.path, parent)
    Module._cache[found.path] = module
    try {
      module.load(found.path)
    } catch (error) {
      delete Module._cache[found.path]
      throw error
    }
    return module.exports
  }

  /** @param {string} specifier @param {Module} [parent] */
  static #meant (specifier, parent) {
    /** @param {string} asked @param {number} at @returns {string} */
    const from = (asked, at) => {
      if (at >= Module.resolvers.length) return asked
      const next = (/** @type {string} */ other) => from(other, at + 1)
      const found = Module.resolvers[at](asked, parent, next)
      return typeof found === 'string' ? found : next(asked)
    }
    return from(Module.importmap.imports[specifier] ?? specifier, 0)
  }

  /** @param {string} specifier @param {Module} [parent] */
  static _find (specifier, parent) {
    const local = specifier.startsWith(files.origin()) ? new URL(specifier).pathname : specifier
    const found = resolve(local, parent?.filename ?? '/index.js', files)
    if (!found) throw notFound(specifier, parent)
    return found
  }

  /** @param {string} specifier @param {Module} [parent] @returns {string} the path, or the name of a built-in module */
  static _resolveFilename (specifier, parent) {
    const meant = Module.#meant(specifier, parent)
    if (nameOf(meant) !== null) return meant
    const found = Module._find(meant, parent)
    return 'path' in found ? found.path : 'bare' in found ? Module._resolveFilename(found.bare, parent) : meant
  }

  /** @param {string} folder */
  static _nodeModulePaths (folder) { return packageFolders(folder) }

  /** @param {string | URL} from a URL of the app's origin, such as `import.meta.url`, or a path in it */
  static createRequire (from) {
    const text = String(from)
    const isPath = text.startsWith('/')
    if (!isPath && !URL.canParse(text)) {
      throw invalidArgValue('filename', from, 'must be a file URL object, file URL string, or absolute path string')
    }
    return requireOf(new Module(isPath ? text : new URL(text).pathname))
  }

  /** @param {Module} module */
  static requireOf (module) { return requireOf(module) }

  static syncBuiltinESMExports () {}
  /** @param {string} _path */
  static findSourceMap (_path) { return undefined }
  static register () { throw new NotImplementedError('module.register()') }
  static runMain () { throw new NotImplementedError('module.runMain()') }
}

Module._extensions['.js'] = (module, filename) => {
  const source = sourceOf(filename)
  if (filename.endsWith('.js') && nearestPackage(folderOf(filename), files)?.json.type === 'module') throw isESM(filename)
  module._compile(source, filename)
}
Module._extensions['.cjs'] = (module, filename) => { module._compile(sourceOf(filename), filename) }
Module._extensions['.json'] = (module, filename) => { module.exports = files.json(filename) }
Module._extensions['.wasm'] = (module, filename) => {
  const code = new WebAssembly.Module(files.bytes(filename) ?? missingFile(filename))
  const wanted = WebAssembly.Module.imports(code).map(({ module: name }) => [name, module.require(name)])
  module.exports = new WebAssembly.Instance(code, Object.fromEntries(wanted)).exports
}
Module._extensions['.mjs'] = (_module, filename) => { throw isESM(filename) }

/**
 * @param {Module} module
 * @returns {Require}
 */
function requireOf (module) {
  const require = (/** @type {string} */ specifier) => module.require(specifier)
  const resolving = Object.assign((/** @type {string} */ specifier) => Module._resolveFilename(specifier, module), {
    paths: (/** @type {string} */ specifier) => isBuiltin(specifier) ? null : /^\.{1,2}\//.test(specifier) ? [module.path] : module.paths
  })
  return Object.assign(require, { resolve: resolving, cache: Module._cache, main: Module.main, extensions: Module._extensions })
}

/** @param {string} name @param {string} specifier @param {Module} [parent] */
function builtinOf (name, specifier, parent) {
  try {
    return builtin(name)
  } catch (error) {
    const { code, message } = /** @type {any} */ (error)
    throw code === 'MODULE_NOT_FOUND' ? notFound(specifier, parent, /: ((?:install|the plugin) .*)$/.exec(message)?.[1]) : error
  }
}

/** @param {string} filename */
function sourceOf (filename) {
  return files.text(filename) ?? missingFile(filename)
}

/** @param {string} filename @returns {never} */
function missingFile (filename) {
  throw notFound(filename)
}

/** @param {string} specifier @param {Module} [parent] @param {string} [advice] what would bring it */
function notFound (specifier, parent, advice) {
  const stack = []
  for (let at = parent; at?.filename; at = at.parent) stack.push(at.filename)
  const list = stack.length ? `\nRequire stack:\n- ${stack.join('\n- ')}` : ''
  return new ModuleNotFoundError(`Cannot find module '${specifier}'${advice ? `: ${advice}` : ''}${list}`, stack)
}

/** Beginnings of lines that only an ES module may have. */
const ESM_SYNTAX = /^\s*(import\s*[\w{*'"]|export\s+[\w{*]|export\s*{)/m

/** @param {string} source @param {string} filename */
function evaluated (source, filename) {
  try {
    return (0, eval)(`${Module.wrap(source)}\n//# sourceURL=${files.origin()}${filename}`)
  } catch (error) {
    throw error instanceof SyntaxError && ESM_SYNTAX.test(source) ? isESM(filename, error) : error
  }
}

/** An engine loads ES modules only asynchronously. @param {string} filename @param {Error} [cause] */
function isESM (filename, cause) {
  const message = `require() of ES Module ${filename} not supported.\nInstead change the require to a dynamic import, which CommonJS modules have too: await import('${filename}')`
  return nodeError(Error, 'ERR_REQUIRE_ESM', message, cause ? { cause } : {})
}

provide('module', Module)
