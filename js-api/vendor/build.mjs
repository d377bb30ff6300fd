/**
 * Bundles the npm packages behind js-api's modules: one file for each file of `entries/`, what they share in
 * chunks, and the licences of everything that went in.
 *
 *     node vendor/build.mjs [OUT]      src/internal/vendor by default
 *
 * @module
 */

import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { pathOf } from './rooms.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const entries = join(here, 'entries')
const shims = join(here, 'shims')
const target = resolve(process.argv[2] ?? join(here, '..', 'src', 'internal', 'vendor'))
const out = `${target}.new`

/** Imports of packages, and the files they get instead, so that a page has one class of each kind. */
const replaced = {
  'abort-controller': 'abort-controller.cjs',
  'call-bind/callBound': 'callers.cjs',
  'is-nan': 'is-nan.cjs',
  'node:buffer': 'buffer.cjs',
  'object-is': 'object-is.cjs',
  'object-is/polyfill': 'polyfill.cjs',
  'object.assign/polyfill': 'polyfill-assign.cjs',
  'process/': 'process.cjs',
  'safe-buffer': 'buffer.cjs',
  'string_decoder/': 'string_decoder.cjs',
  events: 'events.cjs',
  stream: 'stream.cjs',
  'util/': 'util.cjs'
}

/** Modules of Node that packages import, and which of ours they are. */
const own = { 'node:path': 'path.js', 'node:querystring': 'querystring.js' }

/** A module that says both `import` and `require()` exists once: everyone gets what `require()` would. */
const once = { 'node-inspect-extracted': 'node_modules/node-inspect-extracted/dist/inspect.js' }

/** Our own modules are not bundled: `#oro/NAME.js` stays an import of the one a page has. */
const resolution = {
  name: 'resolution',
  /** @param {import('esbuild').PluginBuild} building */
  setup (building) {
    building.onResolve({ filter: /^[a-z]/ }, ({ path }) => {
      if (Object.hasOwn(own, path)) return imported(own[path])
      if (Object.hasOwn(once, path)) return { path: join(here, '..', once[path]) }
      return Object.hasOwn(replaced, path) ? { path: join(shims, replaced[path]) } : undefined
    })
    building.onResolve({ filter: /^#oro\// }, ({ path }) => imported(path.slice('#oro/'.length)))
  }
}

/** Texts of Node that have changed since a package was written, by the end of the file's path. */
const texts = {
  'assert/build/internal/assert/assertion_error.js': [
    ['Values identical but not reference-equal:', 'Values have same structure but are not reference-equal:'],
    ['"\\n\\nshould equal\\n\\n"', '"\\n\\nshould " + (operator === "deepEqual" ? "loosely deep-equal" : "equal") + "\\n\\n"']
  ]
}

/** Packages are bundled with the texts of today's Node. */
const wording = {
  name: 'wording',
  /** @param {import('esbuild').PluginBuild} building */
  setup (building) {
    for (const [end, changes] of Object.entries(texts)) {
      building.onLoad({ filter: new RegExp(`${end.replaceAll('.', '\\.')}$`) }, ({ path }) => {
        const source = readFileSync(path, 'utf8')
        for (const [before] of changes) if (!source.includes(before)) throw new Error(`Cannot change the text of ${path}: it has no ${before}`)
        return { contents: changes.reduce((text, [before, after]) => text.replace(before, after), source), loader: 'js' }
      })
    }
  }
}

/** @param {string} name of a module of ours, such as `path.js` */
function imported (name) {
  return { path: `../../${pathOf(name)}`, external: true }
}

/**
 * @param {string} folder of a package
 * @returns {string} its licence, as the package states it
 */
function licence (folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const files = readdirSync(folder).filter((file) => /^licen[cs]e/i.test(file)).sort()
  const texts = files.map((file) => readFileSync(join(folder, file), 'utf8').trim())
  return [`${name} ${version} (${license})`, ...(texts.length ? texts : ['The package has no licence text of its own.'])].join('\n\n')
}

/** @param {import('esbuild').Metafile} meta */
function packagesIn (meta) {
  const folders = Object.keys(meta.inputs).map((file) => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(file)?.[1])
  return [...new Set(folders.filter((folder) => folder !== undefined))].sort()
}

rmSync(out, { recursive: true, force: true })
const { metafile } = await build({
  absWorkingDir: join(here, '..'),
  entryPoints: readdirSync(entries).filter((name) => name.endsWith('.js')).map((name) => join(entries, name)),
  outdir: out,
  bundle: true,
  keepNames: true,
  splitting: true,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  charset: 'utf8',
  legalComments: 'none',
  chunkNames: 'shared-[hash]',
  minifySyntax: true,
  define: { global: 'globalThis', 'globalThis.Buffer': 'Buffer', 'process.env.NODE_DEBUG': 'undefined' },
  inject: [join(shims, 'globals.js')],
  plugins: [resolution, wording],
  metafile: true,
  logLevel: 'warning'
})
mkdirSync(out, { recursive: true })
for (const name of readdirSync(entries).filter((name) => name.endsWith('.d.ts'))) copyFileSync(join(entries, name), join(out, name))
const title = 'Licences of the packages that js-api bundles'
const parts = packagesIn(metafile).filter(existsSync).map(licence)
writeFileSync(join(out, 'LICENSES.txt'), [title, ...parts].join(`\n\n${'-'.repeat(72)}\n\n`) + '\n')
rmSync(target, { recursive: true, force: true })
renameSync(out, target)
