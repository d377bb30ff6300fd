/**
 * CommonJS in a page: `createRequire()` and the Module behind it.
 * @module
 */

import { builtinModules, isBuiltin } from './module/builtins.js'
import { Module } from './module/module.js'

export { builtinModules, isBuiltin, Module, Module as default }
export const { createRequire, findSourceMap, globalPaths, register, runMain, SourceMap, syncBuiltinESMExports, wrap } = Module
export const { _cache, _extensions, _load, _nodeModulePaths, _pathCache, _resolveFilename } = Module
