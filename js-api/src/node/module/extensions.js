/**
 * How files are run, by extension.
 * @module
 */

import { notFound } from './errors.js'
import { runModule } from './es-module.js'
import { isModule } from './es-source.js'
import * as files from './files.js'
import { inOrigin } from './places.js'
import { folderOf, nearestPackage } from './resolve.js'

/** @typedef {import('./module.js').Module} Module */

/** @type {Record<string, (module: Module, filename: string) => void>} */
export const extensions = Object.create(null)

extensions['.js'] = (module, filename) => {
  const source = sourceOf(filename)
  const type = filename.endsWith('.js') ? nearestPackage(folderOf(inOrigin(filename)), files)?.json.type : 'commonjs'
  if (type === 'module') return runModule(module, source, filename)
  try {
    module._compile(source, filename)
  } catch (error) {
    if (!(error instanceof SyntaxError) || type === 'commonjs' || !isModule(source)) throw error
    runModule(module, source, filename)
  }
}

extensions['.json'] = (module, filename) => {
  const source = sourceOf(filename)
  try {
    module.exports = JSON.parse(source)
  } catch (error) {
    const { message, stack = '' } = /** @type {Error} */ (error)
    throw Object.assign(/** @type {Error} */ (error), { message: `${filename}: ${message}`, stack: stack.replace(message, `${filename}: ${message}`), path: filename })
  }
}

extensions['.node'] = (_module, filename) => {
  throw Object.assign(new Error(`Cannot load "${filename}": addons of Node are machine code, which no page runs`), { code: 'ERR_DLOPEN_FAILED' })
}

extensions['.cjs'] = (module, filename) => { module._compile(sourceOf(filename), filename) }

extensions['.mjs'] = (module, filename) => { runModule(module, sourceOf(filename), filename) }

extensions['.wasm'] = (module, filename) => {
  const code = new WebAssembly.Module(files.bytes(inOrigin(filename)) ?? missingFile(filename))
  const wanted = WebAssembly.Module.imports(code).map(({ module: name }) => [name, module.require(name)])
  module.exports = new WebAssembly.Instance(code, Object.fromEntries(wanted)).exports
}

/** @param {string} filename */
function sourceOf (filename) {
  const source = files.text(inOrigin(filename)) ?? missingFile(filename)
  return source.charCodeAt(0) === 0xfeff ? source.slice(1) : source
}

/** @param {string} filename @returns {never} */
function missingFile (filename) {
  throw notFound(filename)
}
