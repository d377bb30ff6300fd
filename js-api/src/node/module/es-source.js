/**
 * ES modules as functions: what stood before `export` and `import` becomes members of one object and calls, line by line.
 * The library that does it is loaded when a first ES module is required.
 * @module
 */

import { nodeError } from '../../base/errors/node.js'
import { need } from '../../base/internal/scripts.js'

/** The parameters of the function: the object of the exports, and what stands for imports, `import()` and `import.meta`. */
export const PARAMETERS = ['exports', '$oro_require', '$oro_import', '$oro_meta']
const OPTIONS = { transforms: ['imports'], preserveDynamicImport: true, disableESTransforms: true, keepUnusedImports: true, production: true }

/** @type {typeof import('../../internal/vendor/esm.js') | null} */
let library = null

function tools () {
  return (library ??= /** @type {typeof import('../../internal/vendor/esm.js')} */ (need('internal/vendor/esm.js')))
}

/** @param {string} source @returns {boolean} whether it has `import`, `export` or `import.meta` */
export function isModule (source) {
  try {
    return tools().parse(source)[3]
  } catch {
    return false
  }
}

/** @param {string} text @param {{ start: number, end: number, text: string }[]} edits */
function edited (text, edits) {
  return edits.sort((a, b) => b.start - a.start).reduce((all, { start, end, text: other }) => all.slice(0, start) + other + all.slice(end), text)
}

/** @param {import('../../internal/vendor/esm.js').Import} found @param {string} place what stands for a specifier */
function editOf ({ type, start, end, importStart, importEnd }, place) {
  if (type === 'import-meta') return { start: importStart, end: importEnd, text: '$oro_meta' }
  if (type === 'dynamic') return { start: importStart, end: importStart + 'import'.length, text: '$oro_import' }
  return { start, end, text: place }
}

/** @param {string} source of a script @returns {string} the same, with its `import()` relative to it */
export function withImports (source) {
  try {
    return edited(source, tools().parse(source)[0].filter(({ type }) => type === 'dynamic').map((found) => editOf(found, '')))
  } catch {
    return source
  }
}

/**
 * @param {string} source
 * @returns {string} a function expression, which takes `PARAMETERS`
 * @throws {Error} it is no module, or one that waits at its top level: ERR_REQUIRE_ASYNC_MODULE
 */
export function asFunction (source) {
  const body = bodyOf(source)
  const wrapped = `(function (${PARAMETERS.join(', ')}) { ${body}\n})`
  if (/\bawait\b/.test(body)) refuseWaiting(body)
  return wrapped
}

/** @param {string} source */
function bodyOf (source) {
  const [imports, exports] = tools().parse(source)
  const specifiers = imports.map(({ specifier }) => String(specifier))
  const names = exports.filter(({ start }) => /['"]/.test(source[start])).map(({ name }, index) => ({ name, place: `$oro_name_${index}` }))
  const quoted = exports.filter(({ start }) => /['"]/.test(source[start]))
  const edits = [
    ...imports.map((found, index) => editOf(found, `oro-module-${index}`)),
    ...quoted.map(({ start, end }, index) => ({ start, end, text: names[index].place }))
  ]
  const { code } = tools().transform(edited(source.replace(/^#!/, '//'), edits), OPTIONS)
  return code
    .replace(/require\('oro-module-(\d+)'\)/g, (_, index) => `$oro_require(${JSON.stringify(specifiers[index])})`)
    .replace(/exports\.\$oro_name_(\d+)/g, (_, index) => `exports[${JSON.stringify(names[index].name)}]`)
    .replace(/'\$oro_name_(\d+)'/g, (_, index) => JSON.stringify(names[index].name))
}

/** Throw where `await` stands outside of functions: in a static block it may not, by whatever name. @param {string} body */
function refuseWaiting (body) {
  try {
    Function(`'use strict'; class Check { static { ${body}\n} }`)
  } catch {
    Function(`'use strict'; (async () => { ${body}\n})`)
    const message = 'require() cannot be used on an ESM graph with top-level await. Use import() instead.'
    throw nodeError(Error, 'ERR_REQUIRE_ASYNC_MODULE', message)
  }
}
