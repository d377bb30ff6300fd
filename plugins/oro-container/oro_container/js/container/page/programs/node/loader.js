/**
 * Modules of a program: CommonJS, ES modules and TypeScript, found in the container's files as Node finds them.
 * @module
 */

import { asFunctionBody, isModule, PARAMETERS } from './sources.js'
import { Resolver } from './resolver.js'

const AsyncFunction = /** @type {any} */ (async () => {}).constructor

/**
 * @typedef {object} Loaded
 * @property {string} id
 * @property {string} filename
 * @property {string} path
 * @property {any} exports
 * @property {boolean} loaded
 * @property {any} [require]
 * @property {Promise<any>} [evaluated] of an ES module
 * @property {boolean} [isModule]
 */

export class Loader {
  #tree
  #process
  #tools
  #resolver
  /** @type {Record<string, Loaded>} */
  cache = Object.create(null)
  /** @type {Record<string, () => any>} */
  builtins = {}

  /** @param {import('../tree.js').Tree} tree @param {any} process @param {import('./registry.js').Find} node */
  constructor (tree, process, node) {
    this.#tree = tree
    this.#process = process
    this.#tools = () => node('internal/vendor/esm.js')
    this.#resolver = new Resolver(tree)
  }

  /** @param {string} name @param {string} cwd @returns {string} the path of the program that is named */
  resolveMain (name, cwd) {
    const path = name.startsWith('/') ? name : `${cwd}/${name}`
    return this.#resolver.file(path) ?? this.#resolver.folder(path) ?? this.#missing(path, null)
  }

  /** @param {string} path */
  async runMain (path) {
    if (this.#isModule(path)) return this.#import(path)
    const module = this.#commonJS(path)
    this.main = module
    this.#evaluate(module)
  }

  /** @param {string} text @returns {Promise<any>} its last value, where it is a script */
  async runText (text) {
    const path = `${this.#process.cwd()}/[eval]`
    if (isModule(this.#tools(), text)) {
      const module = this.#moduleOf(path)
      module.evaluated = this.#evaluateModule(module, text)
      return module.evaluated
    }
    const module = this.#commonJS(path)
    const scope = { require: this.#require(path), module, exports: module.exports, __filename: '[eval]', __dirname: '.' }
    for (const [name, value] of Object.entries(scope)) Object.defineProperty(globalThis, name, { value, configurable: true, writable: true })
    return (0, eval)(text)
  }

  /** @param {string} specifier @param {string} from @param {boolean} isImport @returns {string} a path, or the name of a builtin */
  resolve (specifier, from, isImport) {
    const name = specifier.replace(/^node:/, '')
    if (Object.hasOwn(this.builtins, name)) return `node:${name}`
    if (specifier.startsWith('node:')) {
      throw Object.assign(new Error(`Cannot load "${specifier}": the page engine has no such module; the host engine has Node itself`), { code: 'ERR_UNKNOWN_BUILTIN_MODULE' })
    }
    const found = this.#resolver.resolve(specifier.startsWith('file://') ? decodeURIComponent(new URL(specifier).pathname) : specifier, from, isImport)
    return found ?? this.#missing(specifier, from)
  }

  /** @param {string} from @returns {any} */
  #require (from) {
    const require = (/** @type {string} */ specifier) => this.#required(this.resolve(specifier, from, false))
    require.resolve = (/** @type {string} */ specifier) => this.resolve(specifier, from, false).replace(/^node:/, '')
    require.cache = this.cache
    require.main = this.main
    return require
  }

  /** @param {string} from */
  createRequire (from) {
    return this.#require(String(from).startsWith('file:') ? decodeURIComponent(new URL(from).pathname) : String(from))
  }

  /** @param {string} found @returns {any} */
  #required (found) {
    if (found.startsWith('node:')) return this.builtins[found.slice(5)]()
    const known = this.cache[found]
    if (known && !known.isModule) return known.exports
    if (this.#isModule(found)) return this.#requiredModule(found)
    const module = this.#commonJS(found)
    try {
      this.#evaluate(module)
    } catch (error) {
      delete this.cache[found]
      throw error
    }
    return module.exports
  }

  /** Run an ES module at once, as those that do not wait at their top level can be. @param {string} path */
  #requiredModule (path) {
    const known = this.cache[path]
    if (known?.loaded) return known.exports
    const module = known ?? this.#moduleOf(path)
    const { body, imports } = asFunctionBody(this.#tools(), this.#text(path), path)
    if (/\bawait\b/.test(body)) {
      try {
        // eslint-disable-next-line no-new-func
        Function(...PARAMETERS, body)
      } catch {
        delete this.cache[path]
        throw Object.assign(new Error(`require() cannot be used on an ES module that waits at its top level: ${path}; use import()`), { code: 'ERR_REQUIRE_ASYNC_MODULE' })
      }
    }
    const found = Object.fromEntries(imports.map((name) => [name, this.#namespace(this.resolve(name, path, true))]))
    const run = this.#compiled(Function, PARAMETERS, body, path)
    run.call(undefined, module.exports, (/** @type {string} */ name) => found[name], this.#importer(path), this.#meta(path))
    module.loaded = true
    return module.exports
  }

  /** @param {string} found */
  #namespace (found) {
    if (!found.startsWith('node:') && this.#isModule(found)) return this.#requiredModule(found)
    return asNamespace(this.#required(found))
  }

  /** @param {string} path @returns {Promise<any>} the namespace */
  #import (path) {
    const known = this.cache[path]
    if (known?.isModule) return known.loaded ? Promise.resolve(known.exports) : known.evaluated ?? Promise.resolve(known.exports)
    const module = this.#moduleOf(path)
    module.evaluated = this.#evaluateModule(module, this.#text(path))
    return module.evaluated
  }

  /** @param {Loaded} module @param {string} source */
  async #evaluateModule (module, source) {
    const path = module.filename
    const { body, imports } = asFunctionBody(this.#tools(), source, path)
    /** @type {Record<string, any>} */
    const found = {}
    for (const name of imports) found[name] = await this.#linked(this.resolve(name, path, true))
    const run = this.#compiled(/\bawait\b/.test(body) ? AsyncFunction : Function, PARAMETERS, body, path)
    await run.call(undefined, module.exports, (/** @type {string} */ name) => found[name], this.#importer(path), this.#meta(path))
    module.loaded = true
    return module.exports
  }

  /** @param {string} found @returns {any} a namespace; of a module that is being run, as far as it is */
  #linked (found) {
    if (found.startsWith('node:') || !this.#isModule(found)) return asNamespace(this.#required(found))
    const known = this.cache[found]
    return known?.isModule && !known.loaded ? known.exports : this.#import(found)
  }

  /** @param {string} from */
  #importer (from) {
    return async (/** @type {string} */ specifier) => {
      const found = this.resolve(String(specifier), from, true)
      if (found.startsWith('node:') || !this.#isModule(found)) return asNamespace(this.#required(found))
      return this.#import(found)
    }
  }

  /** @param {string} path */
  #meta (path) {
    const url = `file://${path.split('/').map(encodeURIComponent).join('/')}`
    return {
      url,
      filename: path,
      dirname: path.slice(0, path.lastIndexOf('/')) || '/',
      resolve: (/** @type {string} */ name) => {
        const found = this.resolve(name, path, true)
        return found.startsWith('node:') ? found : `file://${found}`
      }
    }
  }

  /** @param {Loaded} module */
  #evaluate (module) {
    const { filename } = module
    if (filename.endsWith('.json')) {
      try {
        module.exports = JSON.parse(this.#text(filename))
      } catch (error) {
        throw Object.assign(new SyntaxError(`${filename}: ${/** @type {Error} */ (error).message}`), {})
      }
    } else if (filename.endsWith('.node')) {
      throw Object.assign(new Error(`Cannot load "${filename}": it is a program of a machine, and a page runs none`), { code: 'ERR_DLOPEN_FAILED' })
    } else {
      const { body } = asFunctionBody(this.#tools(), this.#text(filename), filename, true)
      const names = ['exports', 'require', 'module', '__filename', '__dirname', '$oro_import']
      const run = this.#compiled(Function, names, body, filename)
      run.call(module.exports, module.exports, module.require, module, filename, module.path, this.#importer(filename))
    }
    module.loaded = true
  }

  /** @param {any} Make @param {string[]} names @param {string} body @param {string} path */
  #compiled (Make, names, body, path) {
    try {
      return Make(...names, `${body}\n//# sourceURL=${path}`)
    } catch (error) {
      if (error instanceof SyntaxError) error.message = `${path}: ${error.message}`
      throw error
    }
  }

  /** @param {string} path @returns {Loaded} */
  #commonJS (path) {
    /** @type {Loaded} */
    const module = { id: path, filename: path, path: path.slice(0, path.lastIndexOf('/')) || '/', exports: {}, loaded: false }
    module.require = this.#require(path)
    this.cache[path] = module
    return module
  }

  /** @param {string} path @returns {Loaded} */
  #moduleOf (path) {
    const exports = Object.defineProperty({}, Symbol.toStringTag, { value: 'Module' })
    Object.defineProperty(exports, '__esModule', { value: true, writable: true })
    return (this.cache[path] = { id: path, filename: path, path: path.slice(0, path.lastIndexOf('/')) || '/', exports, loaded: false, isModule: true })
  }

  /** @param {string} path */
  #text (path) {
    return new TextDecoder().decode(this.#tree.file(path, 'open').data)
  }

  /** @param {string} path */
  #isModule (path) {
    if (/\.(mjs|mts)$/.test(path)) return true
    if (/\.(cjs|cts|json|node)$/.test(path)) return false
    const type = this.#resolver.typeOf(path)
    if (type) return type === 'module'
    return isModule(this.#tools(), this.#text(path))
  }

  /** @param {string} specifier @param {string | null} from @returns {never} */
  #missing (specifier, from) {
    const error = new Error(`Cannot find module '${specifier}'${from ? `\nRequire stack:\n- ${from}` : ''}`)
    throw Object.assign(error, { code: 'MODULE_NOT_FOUND', requireStack: from ? [from] : [] })
  }
}

/** @param {any} value of `module.exports` @returns {any} what an import of it gives */
export function asNamespace (value) {
  if (value?.__esModule && 'default' in value && value[Symbol.toStringTag] === 'Module') return value
  const names = value !== null && (typeof value === 'object' || typeof value === 'function') ? Object.keys(value) : []
  const namespace = {}
  for (const name of names) Object.defineProperty(namespace, name, { get: () => value[name], enumerable: true, configurable: true })
  Object.defineProperty(namespace, 'default', { value, enumerable: true, configurable: true })
  Object.defineProperty(namespace, '__esModule', { value: true })
  return namespace
}
