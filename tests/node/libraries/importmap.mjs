/**
 * Print an import map of every package in `node_modules` of this folder, and of Node's modules by their bare names:
 * `node importmap.mjs`.
 * @module
 */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { fileURLToPath } from 'node:url'

const root = new URL('./', import.meta.url)

/** @returns {string[]} names of packages, those in a scope too */
function packages () {
  const names = readdirSync(new URL('node_modules', root)).filter((name) => !name.startsWith('.'))
  return names.flatMap((name) => {
    if (!name.startsWith('@')) return [name]
    return readdirSync(new URL(`node_modules/${name}`, root)).map((inner) => `${name}/${inner}`)
  })
}

/** @param {string} name @returns {string[]} what may be imported of it */
function entries (name) {
  const { exports } = JSON.parse(readFileSync(new URL(`node_modules/${name}/package.json`, root), 'utf8'))
  const parts = typeof exports === 'object' ? Object.keys(exports).filter((key) => /^\.\/[^*]+$/.test(key)) : []
  return [name, ...parts.map((part) => name + part.slice(1))]
}

/**
 * @param {string} name
 * @returns {string} its file
 */
function resolved (name) {
  // What Node would require a page cannot import; `module` names the same as an ES module.
  const manifest = new URL(`node_modules/${name}/package.json`, root)
  const { module } = existsSync(manifest) ? JSON.parse(readFileSync(manifest, 'utf8')) : {}
  const found = import.meta.resolve(name)
  return module && !found.endsWith('.mjs') ? new URL(module, manifest).href : found
}

/** @type {Record<string, string>} */
const imports = Object.fromEntries(builtinModules.filter((name) => !name.startsWith('_')).map((name) => [name, `/oro/${name}.js`]))
for (const entry of packages().flatMap(entries)) {
  try {
    imports[entry] = `/${fileURLToPath(resolved(entry)).slice(fileURLToPath(root).length)}`
  } catch {
    // It has no entry of that name.
  }
}
console.log(JSON.stringify({ imports }, null, 2))
