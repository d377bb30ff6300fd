/**
 * ES modules that are required. Their exports are members of one object, which others see change; one that waits at its
 * top level cannot be had at once. A module that the engine imports as well is another instance of it.
 * @module
 */

import { address } from '../../base/internal/scripts.js'
import { builtin, nameOf } from './builtins.js'
import { asFunction } from './es-source.js'
import * as files from './files.js'
import { importing } from './import-conditions.js'
import { namespaceOf } from './namespace.js'
import { inOrigin } from './places.js'
import { located, scoped } from './scope.js'

/** @typedef {import('./module.js').Module} Module */
/** @typedef {typeof import('./module.js').Module} ModuleClass */

/** The names of CommonJS, which a page may have as globals. */
const ABSENT = { module: undefined, require: undefined, __filename: undefined, __dirname: undefined }

/** The objects of exports, by their modules. @type {WeakMap<Module, any>} */
const instances = new WeakMap()

/**
 * Run an ES module; its `exports` are those of Node's `require()`.
 * @param {Module} module
 * @param {string} source
 * @param {string} filename
 */
export function runModule (module, source, filename) {
  const run = scoped(translated(source, filename), filename, ABSENT)
  const exports = Object.defineProperty({}, Symbol.toStringTag, { value: 'Module' })
  instances.set(module, exports)
  module.exports = exports
  const modules = /** @type {ModuleClass} */ (module.constructor)
  Reflect.apply(run, undefined, [exports, (/** @type {string} */ name) => imported(modules, module, name), importer(modules, module), metaOf(modules, module, filename)])
  if (Object.hasOwn(exports, 'module.exports')) module.exports = Reflect.get(exports, 'module.exports')
}

/** @param {string} source @param {string} filename */
function translated (source, filename) {
  try {
    return asFunction(source)
  } catch (error) {
    throw located(error, filename)
  }
}

/** @param {ModuleClass} modules @param {Module} module @param {string} specifier */
function imported (modules, module, specifier) {
  const filename = modules._resolveFilename(specifier, module, false, { find: importing })
  const name = nameOf(filename)
  if (name !== null) return namespaceOf(builtin(name))
  const value = modules._load(filename, module)
  return instances.get(modules._cache[filename]) ?? namespaceOf(value)
}

/** @param {ModuleClass} modules @param {Module} module @param {string} filename */
function metaOf (modules, module, filename) {
  return Object.assign(Object.create(null), {
    dirname: module.path,
    filename,
    resolve: (/** @type {string} */ specifier) => urlOf(modules._resolveFilename(specifier, module, false, { find: importing })),
    url: urlOf(filename)
  })
}

/** @param {string} filename @returns {string} what the engine imports it by */
function urlOf (filename) {
  const name = nameOf(filename)
  return name === null ? `${files.origin()}${inOrigin(filename)}` : address(`${name}.js`)
}

/**
 * @param {ModuleClass} modules
 * @param {Module} module
 * @returns {(specifier: any, options?: any) => Promise<any>} its `import()`
 */
export function importer (modules, module) {
  return async (specifier, options) => {
    const text = String(specifier)
    if (/^(https?|data|blob):/.test(text)) return import(text)
    const filename = modules._resolveFilename(text, module, false, { find: importing })
    const known = instances.get(modules._cache[filename])
    if (known) return known
    if (nameOf(filename) === null && (options?.with?.type === 'json' || isScript(modules, filename))) return namespaceOf(modules._load(filename, module))
    return import(urlOf(filename))
  }
}

/** @param {ModuleClass} modules @param {string} filename @returns {boolean} whether it was required already, or its extension says so */
function isScript (modules, filename) {
  return filename in modules._cache || /\.(cjs|json)$/.test(filename)
}
