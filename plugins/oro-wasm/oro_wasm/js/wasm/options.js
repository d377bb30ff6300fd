/**
 * The options with which a page has a guest run.
 * @module
 */

import { described } from './files.js'

/** @typedef {import('./files.js').Files} Files */
/** @typedef {'host' | 'page'} Engine */

/**
 * @typedef {object} HostDirectory a folder of the machine, for guests in the host
 * @property {string} host its path
 * @property {string} guest what the guest sees it as
 * @property {boolean} [writable] false unless given
 */

/**
 * @typedef {object} PageDirectory files of the page, for guests in the page
 * @property {Files} files
 * @property {string} guest what the guest sees them as
 * @property {boolean} [writable] false unless given
 */

/**
 * @typedef {object} Options
 * @property {Engine} [engine] `host`, unless given: a process of the host, at native speed. `page`: a worker of the page
 * @property {(string | number)[]} [args] behind the program's name
 * @property {Record<string, string>} [env] none unless given
 * @property {(HostDirectory | PageDirectory)[]} [dirs]
 * @property {boolean} [clocks] whether it is told the time; true unless given
 * @property {boolean} [random] whether it is given random bytes; true unless given
 * @property {boolean} [network] components in the host only
 * @property {number} [memory] bytes of each memory at most
 * @property {number} [fuel] instructions, counted in the host only
 * @property {number} [timeout] milliseconds from its start
 * @property {AbortSignal} [signal] ends it; what waits for it rejects with the signal's reason
 * @property {string | Uint8Array | ArrayBuffer | ReadableStream<Uint8Array> | null} [stdin] what it reads; a live stream
 *   `stdin` unless given, null for nothing
 */

/**
 * @typedef {object} Asked
 * @property {Engine} engine
 * @property {string[]} args
 * @property {Record<string, string>} env
 * @property {HostDirectory[]} folders
 * @property {{ guest: string, writable: boolean, files: import('./files.js').Described[] }[]} trees
 * @property {boolean} clocks
 * @property {boolean} random
 * @property {boolean} network
 * @property {number | null} memory
 * @property {number | null} fuel
 * @property {number | null} timeout milliseconds
 * @property {AbortSignal | undefined} signal
 * @property {Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array> | null} stdin null is a live stream
 */

/**
 * @param {Options} [options]
 * @returns {Asked}
 * @throws {TypeError} one of them is of another type
 * @throws {RangeError} a number is no limit
 */
export function asked (options = {}) {
  if (options === null || typeof options !== 'object') throw new TypeError('Cannot run a guest: its options are to be an object')
  const engine = engineOf(options)
  const { args = [], env = {}, dirs = [], clocks = true, random = true, network = false, signal } = options
  if (!Array.isArray(args)) throw new TypeError('Cannot run a guest: "args" is to be an array')
  if (env === null || typeof env !== 'object') throw new TypeError('Cannot run a guest: "env" is to be an object')
  if (!Array.isArray(dirs)) throw new TypeError('Cannot run a guest: "dirs" is to be an array')
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw new TypeError('Cannot run a guest: "signal" is to be an AbortSignal')
  return {
    engine,
    args: args.map((each, index) => plain(String(each), `args[${index}]`)),
    env: Object.fromEntries(Object.entries(env).map(([name, value]) => [plain(name, 'env'), plain(String(value), `env.${name}`)])),
    ...directories(dirs, engine),
    clocks: Boolean(clocks),
    random: Boolean(random),
    network: Boolean(network),
    memory: limit(options, 'memory'),
    fuel: limit(options, 'fuel'),
    timeout: limit(options, 'timeout'),
    signal,
    stdin: inputOf(options.stdin)
  }
}

/**
 * @param {{ engine?: Engine }} [options]
 * @returns {Engine}
 */
export function engineOf ({ engine = 'host' } = {}) {
  if (engine !== 'host' && engine !== 'page') throw new TypeError(`Cannot run a guest in engine ${JSON.stringify(engine)}: there are "host" and "page"`)
  return engine
}

/** @param {string} text @param {string} name */
function plain (text, name) {
  if (text.includes('\0')) throw new TypeError(`Cannot run a guest: "${name}" has a zero in it, which ends texts of programs`)
  return text
}

/** @param {any} options @param {'memory' | 'fuel' | 'timeout'} name @returns {number | null} */
function limit (options, name) {
  const value = options[name]
  if (value === undefined || value === null || value === Infinity) return null
  if (typeof value !== 'number' || !(value > 0)) throw new RangeError(`Cannot run a guest: "${name}" is to be a number above 0`)
  return name === 'timeout' ? value : Math.floor(value)
}

/** @param {any[]} dirs @param {Engine} engine */
function directories (dirs, engine) {
  const folders = []
  const trees = []
  for (const [index, { host, files, guest, writable = false, ...rest }] of dirs.map((each) => Object(each)).entries()) {
    const [unknown] = Object.keys(rest)
    if (unknown) throw new TypeError(`Cannot grant dirs[${index}]: there is no option "${unknown}", only host or files, guest, writable`)
    if (typeof guest !== 'string' || guest === '') throw new TypeError(`Cannot grant dirs[${index}]: "guest" is to be what the guest sees it as`)
    plain(guest, `dirs[${index}].guest`)
    if ((host === undefined) === (files === undefined)) throw new TypeError(`Cannot grant "${guest}": give either "host", a path, or "files", an object`)
    if (engine === 'page' && host !== undefined) {
      throw new TypeError(`Cannot grant "${guest}" in the page: folders of the machine are lent to guests in the host; give "files", or ask for { engine: 'host' }`)
    }
    if (engine === 'host' && files !== undefined) {
      throw new TypeError(`Cannot grant "${guest}" in the host: files of a page are lent to guests in the page; give "host", or ask for { engine: 'page' }`)
    }
    if (host !== undefined) folders.push({ host: plain(String(host), 'host'), guest, writable: Boolean(writable) })
    else trees.push({ guest, writable: Boolean(writable), files: described(files) })
  }
  return { folders, trees }
}

/** @param {any} given */
function inputOf (given) {
  if (given === undefined) return null
  if (given === null) return new Uint8Array()
  if (typeof given === 'string') return new TextEncoder().encode(given)
  if (given instanceof ArrayBuffer) return new Uint8Array(given)
  if (ArrayBuffer.isView(given)) return new Uint8Array(given.buffer, given.byteOffset, given.byteLength).slice()
  if (given instanceof ReadableStream) return given
  throw new TypeError('Cannot run a guest: "stdin" is to be text, bytes or a ReadableStream, or null')
}
