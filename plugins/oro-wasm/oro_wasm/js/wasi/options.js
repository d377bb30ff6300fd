/**
 * Options of `new WASI()`, checked as Node checks them.
 * @module
 */

import { invalidArgType, invalidArgValue, outOfRange } from 'oro:errors/node'

/** @type {Record<string, string>} the names of imports by version */
const NAMES = { preview1: 'wasi_snapshot_preview1', unstable: 'wasi_unstable' }
const MOST = 2 ** 31 - 1

/**
 * @typedef {object} WASIOptions
 * @property {'preview1' | 'unstable'} version
 * @property {string[]} [args]
 * @property {Record<string, any>} [env]
 * @property {Record<string, string>} [preopens] folders of the machine by what the guest sees them as
 * @property {boolean} [returnOnExit] whether `start()` returns the exit code; true unless given
 * @property {number} [stdin] number of an open file
 * @property {number} [stdout] 1 is the output of the app's process
 * @property {number} [stderr]
 */

/**
 * @param {any} options
 * @returns {{ name: string, args: string[], env: Record<string, string>, preopens: [string, string][], returnOnExit: boolean, numbers: number[] }}
 */
export function read (options) {
  if (options === null || typeof options !== 'object') throw invalidArgType('options', 'of type object', options)
  const { version, args = [], env = {}, preopens = {}, returnOnExit = true, stdin = 0, stdout = 1, stderr = 2 } = options
  if (typeof version !== 'string') throw invalidArgType('options.version', 'of type string', version)
  if (!Object.hasOwn(NAMES, version)) throw invalidArgValue('options.version', version, 'unsupported WASI version')
  if (!Array.isArray(args)) throw invalidArgType('options.args', 'an instance of Array', args)
  object('options.env', env)
  object('options.preopens', preopens)
  if (typeof returnOnExit !== 'boolean') throw invalidArgType('options.returnOnExit', 'of type boolean', returnOnExit)
  return {
    name: NAMES[version],
    args: args.map(String),
    env: Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined).map(([name, value]) => [name, String(value)])),
    preopens: Object.entries(preopens).map(([name, path]) => [name, String(path)]),
    returnOnExit,
    numbers: Object.entries({ stdin, stdout, stderr }).map(([name, value]) => number(`options.${name}`, value))
  }
}

/** @param {string} name @param {any} value */
function object (name, value) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw invalidArgType(name, 'of type object', value)
}

/** @param {string} name @param {any} value @returns {number} */
function number (name, value) {
  if (typeof value !== 'number') throw invalidArgType(name, 'of type number', value)
  if (!Number.isInteger(value)) throw outOfRange(name, 'an integer', value)
  if (value < 0 || value > MOST) throw outOfRange(name, `>= 0 && <= ${MOST}`, value)
  return value
}
