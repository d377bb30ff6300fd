/**
 * Sources as bodies of functions: types are stripped, and imports and exports become members of objects.
 * @module
 */

/** @typedef {{ parse: (source: string) => any, transform: (source: string, options: any) => { code: string } }} Tools */

/** The parameters of a function made of an ES module. */
export const PARAMETERS = ['exports', '$oro_require', '$oro_import', '$oro_meta']

const TYPESCRIPT = /\.[mc]?ts$|\.tsx$/
const JSX = /\.[jt]sx$/

/** @param {Tools} tools @param {string} source @returns {boolean} whether it has `import`, `export` or `import.meta` */
export function isModule ({ parse, transform }, source) {
  try {
    return parse(source)[3]
  } catch {
    // TypeScript may not parse as JavaScript.
  }
  try {
    return parse(transform(source, { transforms: ['typescript'], disableESTransforms: true, keepUnusedImports: true }).code)[3]
  } catch {
    return false
  }
}

/**
 * @param {Tools} tools
 * @param {string} source
 * @param {string} path
 * @param {boolean} [script] whether it is CommonJS
 * @returns {{ body: string, imports: string[] }}
 * @throws {SyntaxError}
 */
export function asFunctionBody (tools, source, path, script = false) {
  const text = source.replace(/^#!/, '//')
  const plain = TYPESCRIPT.test(path) || JSX.test(path) ? stripped(tools, text, path) : text
  if (script) return { body: withImports(tools, plain), imports: [] }
  const [imports] = parsed(tools, plain, path)
  /** @type {string[]} */
  const names = []
  let edited = plain
  for (const found of [...imports].sort((/** @type {any} */ a, /** @type {any} */ b) => b.importStart - a.importStart)) {
    if (found.type === 'import-meta') edited = replaced(edited, found.importStart, found.importEnd, '$oro_meta')
    else if (found.type === 'dynamic') edited = replaced(edited, found.importStart, found.importStart + 'import'.length, '$oro_import')
  }
  const options = { transforms: ['imports'], preserveDynamicImport: true, disableESTransforms: true, keepUnusedImports: true, production: true }
  const body = tools.transform(edited, options).code.replace(/require\((['"])((?:\\.|(?!\1).)*)\1\)/g, (whole, _, name) => {
    const specifier = imports.find((/** @type {any} */ each) => each.type !== 'dynamic' && each.specifier === name)
    if (!specifier) return whole
    if (!names.includes(name)) names.push(name)
    return `$oro_require(${JSON.stringify(name)})`
  })
  return { body, imports: names }
}

/** @param {Tools} tools @param {string} source */
function withImports (tools, source) {
  if (!/\bimport\b/.test(source)) return source
  try {
    let edited = source
    const dynamic = tools.parse(source)[0].filter((/** @type {any} */ each) => each.type === 'dynamic')
    for (const { importStart } of dynamic.sort((/** @type {any} */ a, /** @type {any} */ b) => b.importStart - a.importStart)) {
      edited = replaced(edited, importStart, importStart + 'import'.length, '$oro_import')
    }
    return edited
  } catch {
    return source
  }
}

/** @param {Tools} tools @param {string} source @param {string} path */
function stripped ({ transform }, source, path) {
  const transforms = [...TYPESCRIPT.test(path) ? ['typescript'] : [], ...JSX.test(path) ? ['jsx'] : []]
  try {
    return transform(source, { transforms, disableESTransforms: true, production: true, jsxRuntime: 'classic' }).code
  } catch (error) {
    throw new SyntaxError(`${path}: ${/** @type {Error} */ (error).message}`)
  }
}

/** @param {Tools} tools @param {string} source @param {string} path */
function parsed ({ parse }, source, path) {
  try {
    return parse(source)
  } catch (error) {
    throw new SyntaxError(`${path}: ${/** @type {Error} */ (error).message}`)
  }
}

/** @param {string} text @param {number} start @param {number} end @param {string} by */
function replaced (text, start, end, by) {
  return text.slice(0, start) + by + text.slice(end)
}
