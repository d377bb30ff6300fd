/**
 * Command lines, by `@pkgjs/parseargs`, and what Node has added since: `allowNegative`.
 * @module
 */

import { invalidArgType, nodeError } from '../../base/errors/node.js'
import { parseArgs as parse } from '../../internal/vendor/parseargs.js'

/** @typedef {import('../../internal/vendor/parseargs.js').ParseArgsConfig & { allowNegative?: boolean, tokens?: boolean }} Config */

/**
 * Read a command line.
 * @param {Config} [config] `args` are the app's own when left out
 * @returns {any}
 */
export function parseArgs (config = {}) {
  const args = (globalThis.__args?.argv ?? []).map((text) => text.replace(/^'(.*)'$/s, '$1'))
  checkTypes(config.options ?? {})
  try {
    return config.allowNegative ? parseNegative({ args, ...config }) : parse({ args, ...config })
  } catch (error) {
    const { code, message } = /** @type {any} */ (error)
    throw code ? nodeError(TypeError, code, message) : error
  }
}

/** @param {Record<string, any>} options */
function checkTypes (options) {
  for (const [name, { type }] of Object.entries(options)) {
    if (type !== 'string' && type !== 'boolean') throw invalidArgType(`options.${name}.type`, "('string|boolean')", type)
  }
}

/**
 * `--no-x` is read as an option of its own, and counts as `x` that is false.
 * @param {Config} config
 */
function parseNegative ({ tokens: wantsTokens = false, ...config }) {
  const options = /** @type {Record<string, any>} */ (config.options ?? {})
  const switches = Object.keys(options).filter((name) => options[name].type === 'boolean' && !options[`no-${name}`])
  const opposite = new Map(switches.map((name) => [`no-${name}`, name]))
  const more = Object.fromEntries([...opposite].map(([no, name]) => [no, { type: 'boolean', ...(options[name].multiple ? { multiple: true } : {}) }]))
  const { values, positionals, tokens } = /** @type {any} */ (parse(/** @type {any} */ ({ ...config, tokens: true, options: { ...options, ...more } })))
  for (const no of opposite.keys()) delete values[no]
  const named = tokens.filter((/** @type {any} */ { kind, name }) => kind === 'option' && opposite.has(name)).map((/** @type {any} */ { name }) => opposite.get(name))
  for (const name of new Set(named)) {
    const given = tokens.filter((/** @type {any} */ token) => token.kind === 'option' && (opposite.get(token.name) ?? token.name) === name)
    const all = given.map((/** @type {any} */ token) => !opposite.has(token.name))
    values[name] = options[name].multiple ? all : all.at(-1)
  }
  return wantsTokens ? { values, positionals, tokens } : { values, positionals }
}
