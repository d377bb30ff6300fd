/**
 * The state of a console: its streams, groups, counts and times.
 * @module
 */

import { invalidArgType, invalidArgValue, nodeError, outOfRange } from '../../base/errors/node.js'
import inspecting from '../../internal/vendor/inspect.js'

/** @typedef {import('../../internal/vendor/inspect.js').InspectOptions} InspectOptions */

/**
 * @typedef {object} Options
 * @property {any} stdout
 * @property {any} [stderr]
 * @property {boolean} [ignoreErrors]
 * @property {boolean | 'auto'} [colorMode]
 * @property {InspectOptions} [inspectOptions]
 * @property {number} [groupIndentation]
 */

const DEEPEST = 1000
const nothing = () => {}

/** The streams of a console, its groups, counts and times. */
export class State {
  indent = ''
  /** @type {Map<string, number>} */
  counts = new Map()
  /** @type {Map<string, number>} */
  times = new Map()

  /** @param {Options} options */
  constructor ({ stdout, stderr = stdout, ignoreErrors = true, colorMode = 'auto', inspectOptions, groupIndentation = 2 }) {
    checkStream('stdout', stdout)
    checkStream('stderr', stderr)
    if (!['auto', true, false].includes(colorMode)) throw invalidArgValue('colorMode', colorMode, "must be one of: 'auto', true, false")
    checkIndentation(groupIndentation)
    if (inspectOptions !== undefined && (inspectOptions === null || typeof inspectOptions !== 'object')) {
      throw invalidArgType('options.inspectOptions', 'of type object', inspectOptions)
    }
    this.stdout = stdout
    this.stderr = stderr
    this.ignores = ignoreErrors
    this.colorMode = colorMode
    this.inspectOptions = inspectOptions
    this.step = groupIndentation
  }

  /** @param {any} stream @returns {InspectOptions} */
  styleOf (stream) {
    const colors = this.colorMode === 'auto' ? Boolean(stream.isTTY && (typeof stream.getColorDepth !== 'function' || stream.getColorDepth() > 2)) : this.colorMode
    return this.inspectOptions ? { colors, ...this.inspectOptions } : colors ? { colors } : {}
  }

  /** @param {any} stream @param {any[]} args */
  text (stream, args) {
    return inspecting.formatWithOptions(this.styleOf(stream), ...args)
  }

  /** @param {any} stream @param {string} text */
  write (stream, text) {
    const line = `${this.indent ? this.indent + text.replaceAll('\n', `\n${this.indent}`) : text}\n`
    if (!this.ignores) return stream.write(line)
    const listens = stream.listenerCount?.('error') === 0
    if (listens) stream.once('error', nothing)
    try {
      stream.write(line, (/** @type {any} */ error) => {
        if (error && stream.listenerCount?.('error') === 0) stream.once('error', nothing)
      })
    } catch {
      // Asked for: a console is no reason for a program to end.
    } finally {
      stream.removeListener?.('error', nothing)
    }
  }
}

/** @param {string} name @param {any} value */
function checkStream (name, value) {
  if (typeof value?.write !== 'function') throw nodeError(TypeError, 'ERR_CONSOLE_WRITABLE_STREAM', `Console expects a writable stream instance for ${name}`)
}

/** @param {any} value */
function checkIndentation (value) {
  if (typeof value !== 'number') throw invalidArgType('groupIndentation', 'of type number', value)
  if (!Number.isInteger(value)) throw outOfRange('groupIndentation', 'an integer', value)
  if (value < 0 || value > DEEPEST) throw outOfRange('groupIndentation', `>= 0 && <= ${DEEPEST}`, value)
}

/** @param {any} options */
export function checkPair (options) {
  if (options?.inspectOptions?.colors === undefined || options.colorMode === undefined) return
  const message = 'Option "options.inspectOptions.color" cannot be used in combination with option "colorMode"'
  throw nodeError(TypeError, 'ERR_INCOMPATIBLE_OPTION_PAIR', message)
}
