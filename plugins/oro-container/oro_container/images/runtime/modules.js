// Modules of JavaScript and TypeScript, found and loaded from files as Node finds them.
//
// Types are stripped, and imports made calls, by sucrase; lines stay where they were. Modules that import each other see
// what the other has exported so far. `await` outside of functions is not there.

const EXTENSIONS = ['', '.ts', '.mts', '.js', '.mjs', '.cjs', '.tsx', '.jsx', '.json']
const CONDITIONS = ['oro', 'import', 'module', 'default', 'require']

export class Modules {
  #loaded = new Map()
  #files
  #tools
  #builtins

  /**
   * @param files `{ read(path) → text, isFile(path), isFolder(path) }`.
   * @param tools `{ transform, parse }`, of sucrase and es-module-lexer.
   * @param builtins modules by name.
   */
  constructor(files, tools, builtins) {
    this.#files = files
    this.#tools = tools
    this.#builtins = builtins
  }

  /** Return what a module exports, by its path. */
  load(path) {
    const found = this.#file(normal(path))
    if (!found) throw new Error(`Cannot import "${path}": there is no such file`)
    return this.#module(found)
  }

  #import(specifier, from) {
    const builtin = this.#builtins[specifier] ?? this.#builtins[specifier.replace(/^node:/, '')]
    if (builtin) return builtin
    const found = this.#resolve(specifier, from)
    if (!found) throw new Error(`Cannot import "${specifier}" from "${from}": there is no such module`)
    return this.#module(found)
  }

  #resolve(specifier, from) {
    const folder = from.slice(0, from.lastIndexOf('/')) || '/'
    if (/^\.{0,2}\//.test(specifier) || specifier === '.' || specifier === '..') {
      return this.#file(specifier[0] === '/' ? normal(specifier) : normal(`${folder}/${specifier}`))
    }
    if (specifier.includes(':')) return null
    const parts = specifier.split('/')
    const name = parts.splice(0, specifier[0] === '@' ? 2 : 1).join('/')
    for (let above = folder; ; above = above.slice(0, above.lastIndexOf('/'))) {
      const found = this.#package(`${above}/node_modules/${name}`, parts.join('/'))
      if (found || !above) return found
    }
  }

  #package(folder, inside) {
    const manifest = `${folder}/package.json`
    if (!this.#files.isFile(manifest)) return null
    const told = JSON.parse(this.#files.read(manifest))
    if (told.exports !== undefined) {
      const target = exported(told.exports, inside ? `./${inside}` : '.')
      return target ? this.#file(normal(`${folder}/${target}`)) : null
    }
    return this.#file(normal(`${folder}/${inside || told.module || told.main || 'index'}`))
  }

  /** Return the file of a path: itself, with an extension, or the index of a folder. `.js` may stand for `.ts`. */
  #file(path) {
    const named = [path, path.replace(/\.(m?)js$/, '.$1ts')]
    for (const base of [...named, `${path}/index`]) {
      for (const extension of EXTENSIONS) if (this.#files.isFile(base + extension)) return base + extension
    }
    return null
  }

  #module(path) {
    const before = this.#loaded.get(path)
    if (before) return before.exports
    const module = { exports: {} }
    this.#loaded.set(path, module)
    try {
      if (path.endsWith('.json')) module.exports = asModule(JSON.parse(this.#files.read(path)))
      else this.#compiled(path)(module, module.exports, (specifier) => this.#import(specifier, path), metaOf(path))
    } catch (error) {
      this.#loaded.delete(path)
      throw error
    }
    return module.exports
  }

  #compiled(path) {
    const typed = /\.[mc]?tsx?$/.test(path)
    const markup = /x$/.test(path)
    const transforms = [...(typed ? ['typescript'] : []), ...(markup ? ['jsx'] : [])]
    try {
      const { transform } = this.#tools
      let code = this.#files.read(path).replace(/^#!.*/, '')
      if (code.includes('import.meta')) code = this.#withMeta(transform(code, { transforms }).code)
      code = transform(code, { transforms: [...transforms, 'imports'], production: true }).code
      return new Function('module', 'exports', 'require', '__meta', code)
    } catch (error) {
      throw new SyntaxError(`Cannot load "${path}": ${error.message}`)
    }
  }

  /** Give `import.meta` another name, as it is not allowed in functions. */
  #withMeta(code) {
    const places = this.#tools.parse(code)[0].filter((each) => each.type === 'import-meta')
    return places.reduceRight((text, each) => `${text.slice(0, each.start)}__meta${text.slice(each.end)}`, code)
  }
}

/** The file that the `exports` of a package name for one of its paths, or null. */
export function exported(exports, wanted) {
  if (typeof exports === 'string' || Array.isArray(exports)) return wanted === '.' ? chosen(exports) : null
  const keys = Object.keys(exports ?? {})
  if (!keys.some((key) => key[0] === '.')) return wanted === '.' ? chosen(exports) : null
  if (wanted in exports) return chosen(exports[wanted])
  const patterns = keys.filter((key) => key.includes('*')).sort((one, other) => other.indexOf('*') - one.indexOf('*'))
  for (const key of patterns) {
    const [before, after] = key.split('*')
    if (wanted.length >= key.length && wanted.startsWith(before) && wanted.endsWith(after)) {
      return chosen(exports[key])?.replaceAll('*', wanted.slice(before.length, wanted.length - after.length)) ?? null
    }
  }
  return null
}

function chosen(target) {
  if (typeof target === 'string') return target
  if (Array.isArray(target)) return target.map(chosen).find(Boolean) ?? null
  for (const condition of Object.keys(target ?? {})) {
    if (!CONDITIONS.includes(condition)) continue
    const found = chosen(target[condition])
    if (found) return found
  }
  return null
}

/** A path without `.`, `..` and empty names. */
export function normal(path) {
  const names = []
  for (const name of path.split('/')) {
    if (name === '..') names.pop()
    else if (name && name !== '.') names.push(name)
  }
  return `/${names.join('/')}`
}

const asModule = (value) => ({ __esModule: true, default: value, ...(Array.isArray(value) ? {} : value) })
const metaOf = (path) => ({ url: `file://${path}`, filename: path, dirname: path.slice(0, path.lastIndexOf('/')) || '/' })
