/**
 * The class behind CommonJS modules, and how files of each kind are run.
 * @module
 */

import { builtinModules, isBuiltin, Module } from '../../node/module.js'

export const { createRequire } = Module

/** How files of one extension are run. */
export class ModuleLoader {
  /** @param {string} extension such as `.json` */
  constructor (extension) {
    this.extension = extension
  }

  /** @param {Module} module @param {string} [filename] a path of the app's origin */
  load (module, filename = module.filename) {
    Module._extensions[this.extension](module, filename)
    module.loaded = true
    return module
  }
}

export { builtinModules, isBuiltin, Module, Module as default }
