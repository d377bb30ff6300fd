/**
 * How files are run, by extension.
 * @module
 */

import { notFound, isESM } from './errors.js'
import * as files from './files.js'
import { inOrigin } from './places.js'
import { folderOf, nearestPackage } from './resolve.js'

/** @typedef {import('./module.js').Module} Module */

/** @type {Record<string, (module: Module, filename: string) => void>} */
export const extensions = Object.create(null)

extensions['.js'] = (module, filename) => {
  const source = sourceOf(filename)
  if (filename.endsWith('.js') && nearestPackage(folderOf(inOrigin(filename)), files)?.json.type === 'module') throw isESM(filename)
  module._compile(source, filename)
}

extensions['.json'] = (module, filename) => {
  const source = sourceOf(filename)
  try {
    module.exports = JSON.parse(source)
  } catch (error) {
    throw Object.assign(/** @type {Error} */ (error), { message: `${filename}: ${/** @type {Error} */ (error).message}`, path: filename })
  }
}

extensions['.node'] = (_module, filename) => {
  throw Object.assign(new Error(`Cannot load "${filename}": addons of Node are machine code, which no page runs`), { code: 'ERR_DLOPEN_FAILED' })
}

extensions['.cjs'] = (module, filename) => { module._compile(sourceOf(filename), filename) }

extensions['.mjs'] = (_module, filename) => { throw isESM(filename) }

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
