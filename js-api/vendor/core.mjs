/**
 * Puts the framework's modules into classic scripts, so that they come in few requests and can be had at once: `base`
 * is what calls routes, `node` what pages written for Node find on the global object, `more` the rest of Node's that
 * needs no plugin; every other module is in a script named for it, with what only it uses.
 *
 *     node vendor/core.mjs [OUT]      src/internal/bundle by default
 *
 * @module
 */

import { readdirSync, utimesSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isInRoom, nameOf, pathOf, source as src } from './rooms.mjs'
import { facade, prune, put, reached, REGISTRY, script } from './scripts.mjs'

const out = resolve(process.argv[2] ?? join(src, 'internal', 'bundle'))

/** Modules that stay out of the scripts: these begin a thread, before it has loaded any script. */
const APART = /^internal\/bundle\/|^node\/worker_threads\/(child|keep-alive)\.js|\.test\.js$/

/** The modules for which each script is made; their imports come along, unless a script before has them. @type {Record<string, string[]>} */
const scripts = {
  base: ['ipc', 'internal/scripts'],
  node: ['buffer', 'internal/init', 'module/page', 'process', 'timers'],
  more: `assert assert/strict async_hooks console constants diagnostics_channel ip path path/posix path/win32 perf_hooks punycode querystring
    stream/consumers stream/promises stream/web string_decoder sys timers/promises tty url util util/types zlib`.split(/\s+/)
}

const begun = new Date()
const files = readdirSync(src, { recursive: true }).map((path) => String(path).replaceAll('\\', '/'))
  .filter((path) => path.endsWith('.js') && isInRoom(path) && !APART.test(path))
  .sort((a, b) => nameOf(a).split('/').length - nameOf(b).split('/').length || (nameOf(a) < nameOf(b) ? -1 : 1))
const all = Object.fromEntries(Object.entries(await reached(src, files)).filter(([, { isModule }]) => isModule))

/** @type {Record<string, string>} the script of each module */
const home = {}
/** @type {Record<string, string[]>} */
const groups = {}

/** @param {string} name @param {string[]} paths */
function gather (name, paths) {
  const mine = [...new Set(paths.flatMap((path) => all[path].inside))].filter((path) => !Object.hasOwn(home, path))
  for (const path of mine) home[path] = name
  if (mine.length) groups[name] = mine
}

for (const [name, modules] of Object.entries(scripts)) gather(name, modules.map((module) => String(pathOf(`${module}.js`))))
for (const path of files) if (all[path] && !Object.hasOwn(home, path)) gather(nameOf(path).slice(0, -'.js'.length).replaceAll('/', '.'), [path])

const exported = Object.fromEntries(Object.entries(all).map(([path, { exports }]) => [path, exports]))
for (const [name, mine] of Object.entries(groups)) {
  const others = Object.fromEntries(Object.entries(exported).filter(([path]) => home[path] !== name))
  const needed = new Set(['base', ...mine.flatMap((path) => all[path].inside.map((other) => home[other]))])
  const urls = Object.keys(groups).filter((other) => needed.has(other)).map((other) => `/oro/internal/bundle/${other}.js`)
  for (const path of mine) put(out, join('facades', nameOf(path)), facade(nameOf(path), exported[path], urls))
  const later = Object.entries(groups).filter(([other]) => other !== 'base').map(([other, paths]) => [other, ...paths.map(nameOf)])
  const more = name === 'base' ? `${REGISTRY}['internal/scripts.js']().later(${JSON.stringify(later)})` : ''
  put(out, `${name}.js`, await script(src, `globalThis[Symbol.for('oro.runtime.modules.${name}')]`, mine, others, { more, small: name === 'base', nameOf }))
}
prune(out, [...Object.keys(groups).map((name) => `${name}.js`), ...Object.keys(home).map((path) => `facades/${nameOf(path)}`)])
put(out, 'made', `${Object.keys(home).join('\n')}\n`)
utimesSync(join(out, 'made'), begun, begun)
