/**
 * Find the file that a specifier of `require()` means. Rules, those of Node where it has some:
 *
 * 1. `./`, `../` and `/` are files: as named, with an extension added, or a folder with `package.json` or `index`.
 * 2. `#name` is in `imports` of the nearest package.json.
 * 3. Anything else is a package in a `node_modules` folder of this folder or one above, or this package itself.
 * 4. A package with `exports` offers nothing else. Conditions are those of the package's build, which the host decides,
 *    then `require`, `module-sync`, `oro` and `default`, in the order the package writes them. Where these give nothing,
 *    those of the other build are tried.
 * 5. Where the build is the browser's, the field `browser` replaces files and modules of its package; `false` is an
 *    empty module.
 *
 * The host has the same rules for `import` (`oro_framework/host/npm/resolution.py`). Paths are of the
 * app's origin; those of files may lead over links. Nothing is fetched here but through `files`.
 *
 * @module
 */

import { nodeError } from '../../base/errors/node.js'

/**
 * @typedef {object} Files
 * @property {(path: string) => boolean} exists whether there is a file
 * @property {(path: string) => any} json what a file says, null when there is none
 * @property {(path: string) => readonly string[] | null} build conditions of a package by the path of its package.json,
 *   null where the host says nothing
 * @property {(path: string) => string} real the path of a file without links
 */

/** @typedef {{ path: string } | { empty: true } | { bare: string } | null} Resolved `bare` names a module elsewhere */

/** Conditions of packages about which the host says nothing: those of the app itself. */
const OWN = Object.freeze(['browser', 'node'])
const EXTENSIONS = ['.js', '.json', '.cjs', '.mjs', '.wasm']

/** @param {string} path */
export function folderOf (path) {
  return path.slice(0, path.lastIndexOf('/')) || '/'
}

/**
 * @param {string} base
 * @param {string} relative
 */
function join (base, relative) {
  return new URL(relative.replace(/\/{2,}/g, '/'), `file://${base.endsWith('/') ? base : `${base}/`}`).pathname
}

/**
 * @param {string} specifier
 * @param {string} from the path of the module that asks
 * @param {Files} files
 * @returns {Resolved}
 * @throws {Error} ERR_PACKAGE_PATH_NOT_EXPORTED, ERR_PACKAGE_IMPORT_NOT_DEFINED, ERR_INVALID_PACKAGE_TARGET
 */
export function resolve (specifier, from, files) {
  const scope = nearestPackage(folderOf(from), files)
  if (specifier.startsWith('#')) return replaced(fromImports(specifier, scope, files), scope, files)
  if (/^\.{0,2}\/|^\.{1,2}$/.test(specifier)) {
    const found = asFile(join(folderOf(from), specifier), files) ?? asFolder(join(folderOf(from), specifier), files)
    return replaced(found, scope, files)
  }
  const instead = browserField(scope, files)[specifier]
  if (instead === false) return { empty: true }
  if (typeof instead === 'string') return resolve(instead, `${scope?.folder}/package.json`, files)
  return fromPackages(specifier, from, scope, files)
}

/** @typedef {{ folder: string, json: any } | null} Scope */

/** @param {string} folder of a package @param {Files} files */
function buildOf (folder, files) {
  return files.build(join(folder, 'package.json')) ?? OWN
}

/** @param {Scope} scope @param {Files} files @returns {Record<string, string | false>} */
function browserField (scope, files) {
  const field = scope?.json.browser
  return scope && field && typeof field === 'object' && buildOf(scope.folder, files).includes('browser') ? field : {}
}

/**
 * @param {string} folder
 * @param {Files} files
 * @returns {Scope}
 */
export function nearestPackage (folder, files) {
  for (let at = folder; ; at = folderOf(at)) {
    const json = at.endsWith('/node_modules') ? null : files.json(join(at, 'package.json'))
    if (json) return { folder: at, json }
    if (at === '/' || at.endsWith('/node_modules')) return null
  }
}

/** @param {string} folder @returns {string[]} where packages may be */
export function packageFolders (folder) {
  const folders = []
  for (let at = folder; ; at = folderOf(at)) {
    if (!at.endsWith('/node_modules')) folders.push(join(at, 'node_modules'))
    if (at === '/') return folders
  }
}

/**
 * @param {string} path
 * @param {Files} files
 * @returns {{ path: string } | null}
 */
function asFile (path, files) {
  if (path.endsWith('/')) return null
  const found = ['', ...EXTENSIONS].map((extension) => path + extension).find((candidate) => files.exists(candidate))
  return found === undefined ? null : { path: found }
}

/**
 * @param {string} path
 * @param {Files} files
 * @returns {{ path: string } | null}
 */
function asFolder (path, files) {
  const json = files.json(join(path, 'package.json'))
  const main = json && (typeof json.browser === 'string' && buildOf(path, files).includes('browser') ? json.browser : json.main)
  const named = typeof main === 'string' && (asFile(join(path, main), files) ?? asFile(join(path, `${main}/index`), files))
  return named || asFile(join(path, 'index'), files)
}

/**
 * @param {Resolved} found
 * @param {Scope} scope
 * @param {Files} files
 * @returns {Resolved}
 */
function replaced (found, scope, files) {
  if (!found || !('path' in found) || !scope) return found
  const field = browserField(scope, files)
  const relative = `.${found.path.slice(scope.folder === '/' ? 0 : scope.folder.length)}`
  const instead = field[relative] ?? field[relative.replace(/\.js$/, '')]
  if (instead === false) return { empty: true }
  if (typeof instead !== 'string') return found
  return instead.startsWith('.') ? asFile(join(scope.folder, instead), files) ?? found : { bare: instead }
}

/**
 * @param {string} specifier
 * @param {string} from
 * @param {Scope} scope
 * @param {Files} files
 * @returns {Resolved}
 */
function fromPackages (specifier, from, scope, files) {
  const [, name, rest] = /^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(specifier) ?? [, specifier, '']
  if (scope?.json.name === name && scope.json.exports) return fromExports(scope, rest ?? '', files)
  for (const folder of packageFolders(folderOf(from))) {
    const named = join(folder, String(name))
    const json = files.json(join(named, 'package.json'))
    const at = json ? folderOf(files.real(join(named, 'package.json'))) : named
    if (json?.exports !== undefined && json.exports !== null) return fromExports({ folder: at, json }, rest ?? '', files)
    const found = rest ? asFile(at + rest, files) ?? asFolder(at + rest, files) : asFolder(at, files) ?? asFile(at, files)
    if (found) return replaced(found, json ? { folder: at, json } : null, files)
  }
  return null
}

/**
 * @param {NonNullable<Scope>} scope
 * @param {string} rest such as `/sub`
 * @param {Files} files
 */
function fromExports (scope, rest, files) {
  const { exports, name } = scope.json
  const isMap = exports !== null && typeof exports === 'object' && !Array.isArray(exports) && Object.keys(exports).some((key) => key.startsWith('.'))
  const target = matched(isMap ? exports : { '.': exports }, `.${rest}`)
  const path = target && underBuilds(scope, files, (conditions) => chosen(target.value, target.star, scope, conditions))
  if (!path) {
    const where = `${scope.folder}/package.json`
    const message = rest ? `Package subpath '.${rest}' is not defined by "exports" in ${where}` : `No "exports" main defined in ${where}`
    throw nodeError(Error, 'ERR_PACKAGE_PATH_NOT_EXPORTED', message, { name })
  }
  return replaced(files.exists(path) ? { path } : null, scope, files)
}

/**
 * @param {string} specifier
 * @param {Scope} scope
 * @param {Files} files
 * @returns {Resolved}
 */
function fromImports (specifier, scope, files) {
  const target = scope && matched(scope.json.imports ?? {}, specifier)
  const picked = target && scope && underBuilds(scope, files, (conditions) => chosen(target.value, target.star, scope, conditions, true))
  if (!picked || !scope) {
    throw nodeError(TypeError, 'ERR_PACKAGE_IMPORT_NOT_DEFINED', `Package import specifier "${specifier}" is not defined in package ${scope?.folder ?? ''}/package.json`)
  }
  if (!picked.startsWith('/')) return { bare: picked }
  return files.exists(picked) ? { path: picked } : null
}

/**
 * @param {NonNullable<Scope>} scope
 * @param {Files} files
 * @param {(conditions: Set<string>) => string | null} choose
 * @returns {string | null} what is chosen under the package's build, else under another
 */
function underBuilds (scope, files, choose) {
  for (const build of [buildOf(scope.folder, files), ['node'], ['browser']]) {
    const path = choose(new Set([...build, 'require', 'module-sync', 'oro', 'default']))
    if (path !== null) return path
  }
  return null
}

/**
 * @param {Record<string, any>} map
 * @param {string} key
 * @returns {{ value: any, star: string } | null} the longest pattern wins
 */
function matched (map, key) {
  if (Object.hasOwn(map, key) && !key.includes('*')) return { value: map[key], star: '' }
  const patterns = Object.keys(map).filter((pattern) => pattern.includes('*')).sort((a, b) => b.indexOf('*') - a.indexOf('*') || b.length - a.length)
  for (const pattern of patterns) {
    const [before, after] = pattern.split('*')
    if (key.startsWith(before) && key.endsWith(after) && key.length >= pattern.length) {
      return { value: map[pattern], star: key.slice(before.length, key.length - after.length) }
    }
  }
  return null
}

/**
 * @param {any} target text, conditions or a list
 * @param {string} star what `*` stands for
 * @param {NonNullable<Scope>} scope
 * @param {Set<string>} conditions
 * @param {boolean} [bare] whether it may be the name of a module
 * @returns {string | null}
 */
function chosen (target, star, scope, conditions, bare = false) {
  if (typeof target === 'string') {
    const text = target.replaceAll('*', star)
    if (text.startsWith('./')) return join(scope.folder, text)
    if (bare) return text
    throw nodeError(Error, 'ERR_INVALID_PACKAGE_TARGET', `Invalid "exports" target ${JSON.stringify(target)} in ${scope.folder}/package.json; targets must start with "./"`)
  }
  if (Array.isArray(target)) return target.map((item) => chosen(item, star, scope, conditions, bare)).find(Boolean) ?? null
  if (target === null || typeof target !== 'object') return null
  for (const [condition, value] of Object.entries(target)) {
    if (!conditions.has(condition)) continue
    const path = chosen(value, star, scope, conditions, bare)
    if (path !== null) return path
  }
  return null
}
