/**
 * Puts the modules of each plugin into one classic script, so that `require()` can have them at once and an import
 * asks for few files: `PACKAGE/bundle` beside `PACKAGE/js`, which a wheel has too. Where a module says `@atonce`,
 * because documents have it before they ask (`Preload.modules`), that script has it and what it imports, in few bytes,
 * and `more.js` has the rest. A plugin that cannot be put together, because one of its modules waits at its top level,
 * is named and stays as it is.
 *
 *     node vendor/plugins.mjs [JS_FOLDER …]     those of the workspace by default
 *
 * @module
 */

import { existsSync, readFileSync, readdirSync, rmSync, utimesSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { facade, prune, put, reached, REGISTRY, script } from './scripts.mjs'

const AT_ONCE = /^ \* @atonce$/m
const workspace = join(dirname(fileURLToPath(import.meta.url)), '..', '..', 'plugins')

/** @returns {string[]} */
function folders () {
  return readdirSync(workspace).flatMap((plugin) => readdirSync(join(workspace, plugin))
    .filter((name) => name.startsWith('oro_'))
    .map((name) => join(workspace, plugin, name, 'js'))).filter(existsSync)
}

/** @param {string} src */
function modulesIn (src) {
  return readdirSync(src, { recursive: true }).map((path) => String(path).replaceAll('\\', '/'))
    .filter((path) => path.endsWith('.js') && !path.endsWith('.test.js') && !/(^|\/)(tests|node_modules|\.)/.test(path))
    .sort()
}

/** @param {string} src the folder `js` of a plugin's package */
async function together (src) {
  const begun = new Date()
  const name = basename(dirname(src))
  const out = join(dirname(src), 'bundle')
  const all = Object.entries(await reached(src, modulesIn(src))).filter(([, { isModule }]) => isModule)
  const paths = all.map(([path]) => path)
  const early = all.filter(([path]) => AT_ONCE.test(readFileSync(join(src, path), 'utf8')))
  const inside = new Set(early.flatMap(([, { inside }]) => inside))
  const first = early.length ? paths.filter((path) => inside.has(path)) : paths
  const rest = paths.filter((path) => !first.includes(path))
  const exportsOf = (/** @type {string[]} */ some) => Object.fromEntries(all.filter(([path]) => some.includes(path)).map(([path, { exports }]) => [path, exports]))
  const mark = (/** @type {string} */ script) => `globalThis[Symbol.for('oro.runtime.modules.plugins/${script}')]`
  const later = rest.length ? `${REGISTRY}['internal/scripts.js']().later(${JSON.stringify([[`plugins/${name}.more`, ...rest]])})` : ''
  put(out, 'script.js', await script(src, mark(name), first, exportsOf(rest), { more: later, small: early.length > 0 }))
  if (rest.length) put(out, 'more.js', await script(src, mark(`${name}.more`), rest, exportsOf(first)))
  else rmSync(join(out, 'more.js'), { force: true })
  for (const [path, { exports, outside }] of all) {
    const scripts = rest.includes(path) ? [name, `${name}.more`] : [name]
    const before = ['internal/bundle/base', ...outside, ...scripts.map((script) => `internal/bundle/plugins/${script}`)]
    put(out, join('facades', path), facade(path, exports, before.map((other) => `/oro/${other}.js`)))
  }
  prune(out, ['script.js', 'more.js', ...paths.map((path) => `facades/${path}`)])
  put(out, 'made', `${paths.join('\n')}\n`)
  utimesSync(join(out, 'made'), begun, begun)
}

for (const folder of process.argv.length > 2 ? process.argv.slice(2).map((path) => resolve(path)) : folders()) {
  try {
    await together(folder)
  } catch (error) {
    rmSync(join(dirname(folder), 'bundle', 'made'), { force: true })
    console.error(`Cannot put "${folder}" together: ${/** @type {Error} */ (error).message}`)
  }
}
