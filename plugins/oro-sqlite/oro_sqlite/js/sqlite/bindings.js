/** The arguments of a statement's methods as values in the order of its parameters. */

import { nodeError } from 'oro:errors/node'
import { wrongState } from './errors.js'
import { encoded } from './values.js'

/**
 * @typedef {object} Rules
 * @property {boolean} bare names may go without their prefix
 * @property {boolean} unknown names that are no parameter are left out
 */

/**
 * @param {readonly (string | null)[]} parameters names with their prefix, null for `?`
 * @param {any[]} args an object of named values perhaps, then values for the others
 * @param {Rules} rules
 * @returns {any[]} one for each parameter; what is not given is NULL
 */
export function positional (parameters, args, rules) {
  const bound = parameters.map(() => /** @type {any} */ (null))
  const [first] = args
  const named = Object(first) === first && !ArrayBuffer.isView(first)
  if (named) bindNamed(bound, parameters, first, rules)
  bindOthers(bound, parameters, named ? args.slice(1) : args)
  return bound
}

/**
 * @param {any[]} bound
 * @param {readonly (string | null)[]} parameters
 * @param {Record<string, any>} named
 * @param {Rules} rules
 */
function bindNamed (bound, parameters, named, { bare, unknown }) {
  const names = bare ? bareNames(parameters) : new Map()
  for (const [key, value] of Object.entries(named)) {
    const index = parameters.indexOf(names.get(key) ?? key)
    if (index >= 0) bound[index] = encoded(value, index + 1)
    else if (!unknown) throw wrongState(`Unknown named parameter '${key}'`)
  }
}

/**
 * @param {any[]} bound
 * @param {readonly (string | null)[]} parameters
 * @param {any[]} values
 */
function bindOthers (bound, parameters, values) {
  const places = [...parameters.keys()].filter((index) => parameters[index]?.startsWith('?') ?? true)
  values.forEach((value, index) => {
    const made = encoded(value, (places[index] ?? parameters.length) + 1)
    if (index >= places.length) throw outOfRange()
    bound[places[index]] = made
  })
}

/** @param {readonly (string | null)[]} parameters */
function bareNames (parameters) {
  const names = new Map()
  for (const full of parameters) {
    if (full === null || full.startsWith('?')) continue
    const name = full.slice(1)
    const other = names.get(name)
    if (other !== undefined) {
      throw wrongState(`Cannot create bare named parameter '${name}' because of conflicting names '${other}' and '${full}'.`)
    }
    names.set(name, full)
  }
  return names
}

function outOfRange () {
  const message = 'column index out of range'
  return nodeError(Error, 'ERR_SQLITE_ERROR', message, { errcode: 25, errstr: message })
}
