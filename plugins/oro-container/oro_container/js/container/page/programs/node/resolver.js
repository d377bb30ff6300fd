/**
 * Node's way from a specifier to a file: relative paths, `node_modules`, and `exports` and `imports` of packages.
 * @module
 */

const EXTENSIONS = ['.js', '.json', '.cjs', '.mjs', '.ts', '.mts', '.cts', '.jsx', '.tsx']

/** @param {string} path */
function above (path) {
  return path.slice(0, path.lastIndexOf('/')) || '/'
}

/** @param {string} path */
function normal (path) {
  /** @type {string[]} */
  const names = []
  for (const name of path.split('/')) {
    if (name === '..') names.pop()
    else if (name && name !== '.') names.push(name)
  }
  return `/${names.join('/')}`
}

export class Resolver {
  #tree

  /** @param {import('../tree.js').Tree} tree */
  constructor (tree) {
    this.#tree = tree
  }

  /**
   * @param {string} specifier
   * @param {string} from the file it stands in
   * @param {boolean} isImport
   * @returns {string | undefined}
   */
  resolve (specifier, from, isImport) {
    const conditions = isImport ? ['node', 'import', 'default'] : ['node', 'require', 'default']
    if (/^\.{0,2}\//.test(specifier) || specifier === '.' || specifier === '..') {
      const path = normal(specifier.startsWith('/') ? specifier : `${above(from)}/${specifier}`)
      return (specifier.endsWith('/') ? undefined : this.file(path)) ?? this.folder(path)
    }
    if (specifier.startsWith('#')) return this.#own(specifier, from, conditions)
    const [, name, rest] = /** @type {RegExpExecArray} */ (/^((?:@[^/]+\/)?[^/]+)(.*)$/.exec(specifier) ?? ['', specifier, ''])
    for (let folder = above(from); ; folder = above(folder)) {
      const found = this.#inPackage(`${folder === '/' ? '' : folder}/node_modules/${name}`, rest, conditions) ?? this.#self(folder, name, rest, conditions)
      if (found) return found
      if (folder === '/') return undefined
    }
  }

  /** @param {string} path @returns {string | undefined} the file it is, also with an extension */
  file (path) {
    for (const extension of ['', ...EXTENSIONS]) {
      const found = this.#place(path + extension)
      if (found) return found
    }
    // TypeScript imports what it will be called.
    if (/\.[mc]?js$/.test(path)) return this.#place(path.replace(/js$/, 'ts'))
    return undefined
  }

  /** @param {string} path @returns {string | undefined} what a folder stands for */
  folder (path) {
    const { main } = this.#manifest(path) ?? {}
    if (typeof main === 'string') {
      const found = this.file(normal(`${path}/${main}`)) ?? this.file(normal(`${path}/${main}/index`))
      if (found) return found
    }
    return this.file(`${path === '/' ? '' : path}/index`)
  }

  /** @param {string} path @returns {string | undefined} `type` of the package a file is in */
  typeOf (path) {
    for (let folder = above(path); ; folder = above(folder)) {
      const manifest = this.#manifest(folder)
      if (manifest) return manifest.type
      if (folder === '/' || folder.endsWith('/node_modules')) return undefined
    }
  }

  /** @param {string} folder @param {string} rest @param {string[]} conditions */
  #inPackage (folder, rest, conditions) {
    const manifest = this.#manifest(folder)
    if (manifest?.exports !== undefined && manifest.exports !== null) return this.#exported(folder, manifest.exports, rest, conditions)
    return rest ? this.file(folder + rest) ?? this.folder(folder + rest) : this.folder(folder) ?? this.file(folder)
  }

  /** @param {string} folder @param {string} name @param {string} rest @param {string[]} conditions */
  #self (folder, name, rest, conditions) {
    const manifest = this.#manifest(folder)
    return manifest?.name === name && manifest.exports ? this.#exported(folder, manifest.exports, rest, conditions) : undefined
  }

  /** @param {string} folder @param {any} exports @param {string} rest @param {string[]} conditions */
  #exported (folder, exports, rest, conditions) {
    const isMap = exports !== null && typeof exports === 'object' && !Array.isArray(exports) && Object.keys(exports).some((key) => key.startsWith('.'))
    const target = this.#matched(isMap ? exports : { '.': exports }, `.${rest}`, conditions)
    if (target === undefined) {
      throw Object.assign(new Error(`Package subpath '.${rest}' is not defined by "exports" in ${folder}/package.json`), { code: 'ERR_PACKAGE_PATH_NOT_EXPORTED' })
    }
    return this.#place(normal(`${folder}/${target}`))
  }

  /** @param {string} specifier @param {string} from @param {string[]} conditions */
  #own (specifier, from, conditions) {
    for (let folder = above(from); ; folder = above(folder)) {
      const manifest = this.#manifest(folder)
      if (manifest) {
        const target = this.#matched(manifest.imports ?? {}, specifier, conditions)
        if (target === undefined) return undefined
        return target.startsWith('.') ? this.#place(normal(`${folder}/${target}`)) : this.resolve(target, `${folder}/package.json`, conditions.includes('import'))
      }
      if (folder === '/') return undefined
    }
  }

  /** @param {Record<string, any>} map @param {string} key @param {string[]} conditions @returns {string | undefined} */
  #matched (map, key, conditions) {
    if (Object.hasOwn(map, key) && !key.includes('*')) return this.#target(map[key], conditions, '')
    const patterns = Object.keys(map).filter((each) => each.includes('*')).sort((a, b) => b.indexOf('*') - a.indexOf('*'))
    for (const pattern of patterns) {
      const [before, after] = pattern.split('*')
      if (key.startsWith(before) && key.endsWith(after) && key.length > before.length + after.length - 1) {
        return this.#target(map[pattern], conditions, key.slice(before.length, key.length - after.length))
      }
    }
    return undefined
  }

  /** @param {any} target @param {string[]} conditions @param {string} star @returns {string | undefined} */
  #target (target, conditions, star) {
    if (typeof target === 'string') return target.replaceAll('*', star)
    if (Array.isArray(target)) return target.map((each) => this.#target(each, conditions, star)).find((each) => each !== undefined)
    if (target === null || typeof target !== 'object') return undefined
    for (const [condition, value] of Object.entries(target)) {
      if (!conditions.includes(condition)) continue
      const found = this.#target(value, conditions, star)
      if (found !== undefined) return found
    }
    return undefined
  }

  /** @param {string} path @returns {string | undefined} its real path, if it is a file */
  #place (path) {
    try {
      const found = this.#tree.find(path, 'stat')
      return found.node?.kind === 'file' ? found.path : undefined
    } catch {
      return undefined
    }
  }

  /** @param {string} folder @returns {any} */
  #manifest (folder) {
    const path = this.#place(`${folder === '/' ? '' : folder}/package.json`)
    if (!path) return undefined
    try {
      return JSON.parse(new TextDecoder().decode(this.#tree.file(path, 'open').data))
    } catch {
      return undefined
    }
  }
}
