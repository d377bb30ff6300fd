/**
 * The function of a module that is to run, found out before a worker is made.
 * @module
 */

import { NotFoundError, NotSupportedError } from 'oro:errors'
import { parameters } from '../values.js'

/** WASI before preview 1, with some other numbers and layouts. */
const UNSTABLE = 'wasi_unstable'

/**
 * @typedef {object} Program
 * @property {string} name
 * @property {string | null} called the function; null for the program's own start
 * @property {(number | bigint)[]} params
 * @property {boolean} keep
 * @property {[string, import('../binary/types.js').FunctionType][]} types of its functions
 */

/** @param {WebAssembly.Module} compiled @returns {'wasi_unstable' | 'wasi_snapshot_preview1'} the WASI it is built for */
export function wasiOf (compiled) {
  return WebAssembly.Module.imports(compiled).some(({ module }) => module === UNSTABLE) ? UNSTABLE : 'wasi_snapshot_preview1'
}

/**
 * @param {WebAssembly.Module} compiled
 * @param {Map<string, import('../binary/types.js').FunctionType> | null} types
 * @param {{ name: string, called?: string, params?: readonly import('../values.js').Value[], keep: boolean }} what
 * @returns {Program}
 * @throws {NotSupportedError} it imports what no page has
 * @throws {NotFoundError} it has no such function
 * @throws {TypeError} the function takes others
 */
export function programOf (compiled, types, { name, called, params = [], keep }) {
  const wasi = wasiOf(compiled)
  const foreign = WebAssembly.Module.imports(compiled).find(({ module, kind }) => module !== wasi || kind !== 'function')
  if (foreign) throw new NotSupportedError(`Cannot run ${name}: it imports "${foreign.name}" from "${foreign.module}", which nothing here defines`)
  const functions = WebAssembly.Module.exports(compiled).filter(({ kind }) => kind === 'function').map((each) => each.name)
  const program = { name, called: called ?? null, params: /** @type {any[]} */ ([...params]), keep, types: types ? [...types] : [] }
  if (keep) return program
  if (called === undefined && !functions.includes('_start')) {
    throw new NotSupportedError(`Cannot run ${name}: it is no program, for it exports no \`_start\`; name one of its functions: ${functions.join(', ')}`)
  }
  if (called === undefined) return program
  if (!functions.includes(called)) throw missing(called, functions)
  const type = types?.get(called)
  if (type) program.params = parameters(called, type, params)
  return program
}

/** @param {string} name @param {string[]} functions */
export function missing (name, functions) {
  const there = functions.length ? `; there are ${functions.slice(0, 20).join(', ')}` : ''
  return new NotFoundError(`Cannot call "${name}": the module exports no such function${there}`)
}
