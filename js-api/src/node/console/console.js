/**
 * A console that writes to streams, as Node's does.
 * @module
 */

import { invalidArgType, nodeError } from '../../base/errors/node.js'
import inspecting from '../../internal/vendor/inspect.js'
import { table } from './table.js'

/**
 * @typedef {object} Options
 * @property {any} stdout
 * @property {any} [stderr]
 * @property {boolean} [ignoreErrors]
 * @property {boolean | 'auto'} [colorMode]
 * @property {import('../../internal/vendor/inspect.js').InspectOptions} [inspectOptions]
 * @property {number} [groupIndentation]
 */

/** Writes lines to two streams. */
export class Console {
  #stdout
  #stderr
  #inspect
  #step
  #indent = ''
  /** @type {Map<string, number>} */
  #counts = new Map()
  /** @type {Map<string, number>} */
  #times = new Map()

  /**
   * @param {Options | any} options or the stream for output
   * @param {any} [stderr]
   */
  constructor (options, stderr) {
    const given = typeof options?.write === 'function' ? { stdout: options, stderr } : options ?? {}
    this.#stdout = stream('stdout', given.stdout)
    this.#stderr = stream('stderr', given.stderr ?? given.stdout)
    this.#step = given.groupIndentation ?? 2
    this.#inspect = { ...given.inspectOptions, ...(given.colorMode === true ? { colors: true } : {}) }
    for (const name of Object.getOwnPropertyNames(Console.prototype)) {
      if (name !== 'constructor') Object.assign(this, { [name]: /** @type {any} */ (this)[name].bind(this) })
    }
  }

  /** @param {any} target @param {any[]} args */
  #write (target, args) {
    const text = inspecting.formatWithOptions(this.#inspect, ...args)
    target.write(`${this.#indent ? this.#indent + text.replaceAll('\n', `\n${this.#indent}`) : text}\n`)
  }

  log (/** @type {any[]} */ ...args) { this.#write(this.#stdout, args) }
  info (/** @type {any[]} */ ...args) { this.#write(this.#stdout, args) }
  debug (/** @type {any[]} */ ...args) { this.#write(this.#stdout, args) }
  dirxml (/** @type {any[]} */ ...args) { this.#write(this.#stdout, args) }
  warn (/** @type {any[]} */ ...args) { this.#write(this.#stderr, args) }
  error (/** @type {any[]} */ ...args) { this.#write(this.#stderr, args) }

  /** @param {any} value @param {any} [options] */
  dir (value, options) {
    this.#write(this.#stdout, [inspecting.inspect(value, { customInspect: false, ...this.#inspect, ...options })])
  }

  /** @param {any[]} args */
  trace (...args) {
    this.#write(this.#stderr, [`Trace: ${inspecting.format(...args)}\n${new Error().stack ?? ''}`])
  }

  /** @param {any} value @param {any[]} args */
  assert (value, ...args) {
    if (value) return
    if (typeof args[0] === 'string') args[0] = `Assertion failed: ${args[0]}`
    else args.unshift('Assertion failed')
    this.warn(...args)
  }

  clear () {}

  count (label = 'default') {
    const count = (this.#counts.get(`${label}`) ?? 0) + 1
    this.#counts.set(`${label}`, count)
    this.log(`${label}: ${count}`)
  }

  countReset (label = 'default') { this.#counts.delete(`${label}`) }

  /** @param {any[]} args */
  group (...args) {
    if (args.length) this.log(...args)
    this.#indent += ' '.repeat(this.#step)
  }

  /** @param {any[]} args */
  groupCollapsed (...args) { this.group(...args) }
  groupEnd () { this.#indent = this.#indent.slice(0, -this.#step || undefined) }

  /** @param {any} data @param {string[]} [columns] */
  table (data, columns) {
    if (columns !== undefined && !Array.isArray(columns)) throw invalidArgType('properties', 'an instance of Array', columns)
    this.log(data === null || typeof data !== 'object' ? data : table(data, columns))
  }

  time (label = 'default') { this.#times.set(`${label}`, performance.now()) }

  timeEnd (label = 'default') {
    this.timeLog(label)
    this.#times.delete(`${label}`)
  }

  /** @param {string} [label] @param {any[]} args */
  timeLog (label = 'default', ...args) {
    const since = this.#times.get(`${label}`)
    if (since !== undefined) this.log(`${label}: ${(performance.now() - since).toPrecision(4)}ms`, ...args)
  }

  profile () {}
  profileEnd () {}
  timeStamp () {}
}

/** @param {string} name @param {any} value */
function stream (name, value) {
  if (typeof value?.write !== 'function') {
    throw nodeError(TypeError, 'ERR_CONSOLE_WRITABLE_STREAM', `Console expects a writable stream instance for ${name}`)
  }
  return value
}
