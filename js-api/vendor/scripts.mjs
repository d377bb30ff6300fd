/**
 * Puts many modules into one classic script, and makes the facade that is served in the place of each. A script adds its modules to
 * `globalThis[Symbol.for('oro.runtime.modules')]`: functions by path, which run a module when first called. A facade
 * exports what such a function gives, so that a module exists once however it is had.
 * @module
 */

import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { build } from 'esbuild'

export const REGISTRY = "globalThis[Symbol.for('oro.runtime.modules')]"

/** The function that gives a module by its path, from any script. */
const NEED = `${REGISTRY}['internal/scripts.js']().need`

/** @type {import('esbuild').BuildOptions} */
const common = { bundle: true, write: false, metafile: true, target: 'es2022', charset: 'utf8', logLevel: 'warning' }

/**
 * @typedef {object} Reached
 * @property {string[]} exports
 * @property {string[]} inside it, and what it imports from here, and so on
 * @property {string[]} outside what these import from elsewhere
 * @property {boolean} isModule false for a script that imports and exports nothing, and that no module imports
 */

/** Imports of other folders stay what they are. @type {import('esbuild').Plugin} */
const outside = {
  name: 'outside',
  setup: (building) => building.onResolve({ filter: /^(oro|node):/ }, ({ path }) => ({ path, external: true }))
}

/**
 * @param {string} src
 * @param {string[]} paths of modules in it
 * @returns {Promise<Record<string, Reached>>} every file these reach by static imports, by path
 */
export async function reached (src, paths) {
  /** @type {import('esbuild').BuildOptions} */
  const options = { ...common, absWorkingDir: src, outbase: '.', outdir: 'x', format: 'esm', splitting: true, plugins: [outside] }
  const first = await build({ ...options, entryPoints: paths })
  const { metafile } = await build({ ...options, entryPoints: Object.keys(first.metafile?.inputs ?? {}) })
  const outputs = Object.values(metafile?.outputs ?? {}).filter(({ entryPoint }) => entryPoint)
  const inputs = metafile?.inputs ?? {}
  const imported = new Set(Object.values(inputs).flatMap(({ imports }) => imports.map(({ path }) => path)))
  return Object.fromEntries(outputs.map(({ entryPoint, exports }) => {
    const path = String(entryPoint)
    return [path, { exports, ...below(path, inputs), isModule: exports.length > 0 || inputs[path].imports.length > 0 || imported.has(path) }]
  }))
}

/** @param {string} path @param {import('esbuild').Metafile['inputs']} inputs */
function below (path, inputs) {
  const inside = new Set([path])
  /** @type {Set<string>} */
  const outer = new Set()
  for (const at of inside) {
    for (const { path: to, kind, external } of inputs[at].imports) {
      if (external && kind === 'import-statement') outer.add(to.replace(/^\w+:/, ''))
      else if (kind !== 'dynamic-import') inside.add(to)
    }
  }
  return { inside: [...inside], outside: [...outer] }
}

/**
 * @param {string} path
 * @param {string[]} names what it exports
 * @param {string[]} [before] URLs of what runs first
 */
export function facade (path, names, before = []) {
  const named = names.filter((name) => name !== 'default')
  const pairs = (/** @type {string[]} */ list) => `{ ${list.map((name) => `${name}: $${name}`).join(', ')} }`
  // What the bundler calls `init_…` gives other exports their values: they are taken again behind it.
  const first = named.filter((name) => name.startsWith('init_'))
  const again = first.map((name) => `\n$${name} = () => { const made = $.${name}(); (${pairs(named.filter((other) => !first.includes(other)))} = $); return made }`)
  const taken = `let ${pairs(named)} = $${again.join('')}`
  const given = `export { ${named.map((name) => `$${name} as ${name}`).join(', ')} }`
  const rest = names.includes('default') ? ['export default $.default'] : []
  // A member that was replaced in the default export is exported once `syncBuiltinESMExports()` asks for it.
  const setters = named.map((name) => `${name} (value) { $${name} = value }`).join(', ')
  const isSynced = before.length > 0 && named.length > 0 && names.includes('default')
  const synced = isSynced ? [`${REGISTRY}['internal/scripts.js']().follow($.default, { ${setters} })`] : []
  const imports = before.map((url) => `import ${JSON.stringify(url)}`)
  return [...imports, `const $ = ${REGISTRY}[${JSON.stringify(path)}]()`, ...(named.length ? [taken, given] : []), ...synced, ...rest, ''].join('\n')
}

/**
 * @param {string} src
 * @param {string} mark that it has run, as an expression; a page may have it as a script and as a module
 * @param {string[]} paths
 * @param {Record<string, string[]>} before what other scripts have, and what that exports
 * @param {object} [options]
 * @param {string} [options.more] text of the script
 * @param {boolean} [options.small] it comes along with documents, which read it whether they use it or not: what it
 *   calls its variables does not matter, what functions and classes call themselves stays
 * @param {(path: string) => string} [options.nameOf] the name of the module at a path, its path by default
 */
export async function script (src, mark, paths, before, { more = '', small = false, nameOf = (path) => path } = {}) {
  const entries = paths.map((path) => `${JSON.stringify(nameOf(path))}: () => ${given(src, path)}`)
  const contents = `Object.assign(${REGISTRY} ??= Object.create(null), { ${entries.join(',\n')} })\n${more}`
  const { outputFiles } = await build({
    ...common,
    absWorkingDir: src,
    stdin: { contents, resolveDir: src },
    format: 'iife',
    keepNames: true,
    minifySyntax: true,
    minifyWhitespace: true,
    minifyIdentifiers: small,
    legalComments: 'none',
    plugins: [elsewhere, ofOthers(src, before, nameOf)]
  })
  return `if (!${mark}) { ${mark} = true; ${outputFiles?.[0].text} }\n`
}

/** A default export that is the module itself would be closed: it becomes an object whose members may be replaced. @param {string} src @param {string} path */
function given (src, path) {
  const module = `require(${JSON.stringify(`./${path}`)})`
  const isItself = readFileSync(join(src, path), 'utf8').includes('export * as default from')
  return isItself ? `${NEED.replace('.need', '.open')}(${module})` : module
}

/** Modules of other folders are looked up when they are first used. @type {import('esbuild').Plugin} */
const elsewhere = {
  name: 'elsewhere',
  setup (building) {
    building.onResolve({ filter: /^(oro|node):/ }, ({ path, kind }) => kind === 'dynamic-import' ? { path, external: true } : { path, namespace: 'elsewhere' })
    building.onLoad({ filter: /./, namespace: 'elsewhere' }, ({ path }) => {
      return { contents: `module.exports = ${NEED}(${JSON.stringify(`${path.replace(/^\w+:/, '')}.js`)})` }
    })
  }
}

/**
 * @param {string} src
 * @param {Record<string, string[]>} before
 * @param {(path: string) => string} nameOf
 * @returns {import('esbuild').Plugin}
 */
function ofOthers (src, before, nameOf) {
  return {
    name: 'others',
    setup (building) {
      building.onLoad({ filter: /\.js$/ }, ({ path }) => {
        const at = relative(src, path).replaceAll('\\', '/')
        if (Object.hasOwn(before, at)) return { contents: facade(nameOf(at), before[at]) }
        const contents = readFileSync(path, 'utf8')
        return contents.includes('import.meta.url') ? { contents: located(contents, at) } : undefined
      })
    }
  }
}

/** A classic script has no address of its own. @param {string} text @param {string} path */
function located (text, path) {
  return text.replaceAll('import.meta.url', `${NEED.replace('.need', '.address')}(${JSON.stringify(path)})`)
}

/** Remove what earlier builds wrote, of modules that have gone or have another name. @param {string} folder @param {string[]} kept */
export function prune (folder, kept) {
  const found = readdirSync(folder, { recursive: true }).map((path) => String(path).replaceAll('\\', '/'))
  for (const path of found) if (path.endsWith('.js') && !kept.includes(path)) rmSync(join(folder, path), { force: true })
}

/** A file is there whole or as it was. @param {string} folder @param {string} path @param {string} text */
export function put (folder, path, text) {
  const file = join(folder, path)
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(`${file}.${process.pid}`, text)
  renameSync(`${file}.${process.pid}`, file)
}
