/**
 * The methods of a console. Each is given the state of its console first.
 * @module
 */

import { builtin } from '../module/builtins.js'
import { invalidArgType } from '../../base/errors/node.js'
import inspecting from '../../internal/vendor/inspect.js'
import { spent } from './durations.js'
import { table } from './table.js'

/** @typedef {import('./state.js').State} State */
/** @typedef {any} Self */

/** @param {string} message */
const warn = (message) => builtin('process').emitWarning(message)
const out = (/** @type {State} */ state, /** @type {any[]} */ ...args) => { state.write(state.stdout, state.text(state.stdout, args)) }
const err = (/** @type {State} */ state, /** @type {any[]} */ ...args) => { state.write(state.stderr, state.text(state.stderr, args)) }

/** @type {Record<string, (this: Self, state: State, ...args: any[]) => void>} */
export const methods = {
  log: out,
  warn: err,
  error: err,

  dir (state, value, options) {
    state.write(state.stdout, inspecting.inspect(value, { customInspect: false, ...state.styleOf(state.stdout), ...options }))
  },

  time (state, label = 'default') {
    const name = `${label}`
    if (state.times.has(name)) warn(`Label '${name}' already exists for console.time()`)
    else state.times.set(name, performance.now())
  },

  timeEnd (state, label = 'default') {
    if (report(this, state, 'timeEnd', `${label}`, [])) state.times.delete(`${label}`)
  },

  timeLog (state, label = 'default', ...data) { report(this, state, 'timeLog', `${label}`, data) },

  trace (state, ...args) {
    const message = state.text(state.stderr, args)
    this.error(`Trace${message && `: ${message}`}\n${callers()}`)
  },

  assert (_state, value, ...args) {
    if (value) return
    args[0] = `Assertion failed${args.length ? `: ${args[0]}` : ''}`
    this.warn(...args)
  },

  clear ({ stdout }) {
    if (stdout.isTTY && builtin('process').env.TERM !== 'dumb') {
      stdout.write('\x1b[1;1H')
      stdout.write('\x1b[0J')
    }
  },

  count (state, label = 'default') {
    const count = (state.counts.get(`${label}`) ?? 0) + 1
    state.counts.set(`${label}`, count)
    this.log(`${label}: ${count}`)
  },

  countReset (state, label = 'default') {
    if (!state.counts.delete(`${label}`)) warn(`Count for '${label}' does not exist`)
  },

  group (state, ...args) {
    if (args.length) this.log(...args)
    state.indent += ' '.repeat(state.step)
  },

  groupEnd (state) { state.indent = state.indent.slice(0, state.indent.length - state.step) },

  table (state, data, columns) {
    if (data === null || typeof data !== 'object') return this.log(data)
    if (columns !== undefined && !Array.isArray(columns)) throw invalidArgType('properties', 'an instance of Array', columns)
    this.log(table(data, columns, (value) => inspecting.inspect(value, {
      depth: value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 2 ? -1 : 0,
      maxArrayLength: 3,
      breakLength: Infinity,
      ...state.styleOf(state.stdout)
    })))
  },

  debug: out,
  info: out,
  dirxml: out,
  groupCollapsed (_state, ...args) { this.group(...args) }
}

/** @param {Self} self @param {State} state @param {string} method @param {string} label @param {any[]} data @returns {boolean} it is known */
function report (self, state, method, label, data) {
  const since = state.times.get(label)
  if (since === undefined) warn(`No such label '${label}' for console.${method}()`)
  else self.log('%s: %s', label, spent(performance.now() - since), ...data)
  return since !== undefined
}

/** @returns {string} where it was called, a line for each caller */
function callers () {
  const lines = (new Error().stack ?? '').split('\n').filter((line) => line && line !== 'Error')
  return lines.slice(3).map((line) => line.trim().startsWith('at ') ? line : `    at ${line}`).join('\n')
}
