/**
 * Node's util: node-inspect-extracted, the comparisons of the package assert, `@pkgjs/parseargs` and ours.
 * A page cannot look into promises, proxies and weak collections, so `inspect()` cannot show what is inside.
 * @module
 */

import { NotImplementedError } from '../base/errors.js'
import { invalidArgType } from '../base/errors/node.js'
import { missing } from '../base/internal/missing.js'
import { comparisons } from '../internal/vendor/assert.js'
import inspecting from '../internal/vendor/inspect.js'
import { debuglog, deprecate } from './util/debug.js'
import * as errors from './util/errors.js'
import * as legacy from './util/legacy.js'
import { MIMEParams, MIMEType } from './util/mime.js'
import * as own from './util/oro.js'
import { parseArgs } from './util/parse-args.js'
import { callbackify, promisify } from './util/promises.js'
import { parseEnv, styleText, toUSVString } from './util/text.js'
import types from './util/types.js'

export * from './util/errors.js'
export * from './util/legacy.js'
export * from './util/oro.js'
export const { format, formatWithOptions, inspect, stripVTControlCharacters } = inspecting
export const { isDeepStrictEqual } = comparisons
export const { TextDecoder, TextEncoder } = globalThis
export { callbackify, debuglog, debuglog as debug, deprecate, MIMEParams, MIMEType, parseArgs, parseEnv, promisify, styleText, toUSVString, types }

/**
 * Wait until a signal aborts.
 * @param {AbortSignal} signal
 * @param {object} resource
 * @returns {Promise<Event | undefined>}
 */
export async function aborted (signal, resource) {
  if (!(signal instanceof AbortSignal)) throw invalidArgType('signal', 'an instance of AbortSignal', signal)
  if (resource === null || typeof resource !== 'object') throw invalidArgType('resource', 'of type object', resource)
  if (signal.aborted) return undefined
  return new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
}

/** Signals of a page cross to no other realm. */
export const transferableAbortController = missing('util.transferableAbortController()')

/**
 * @param {AbortSignal} signal
 * @returns {never}
 * @throws {NotImplementedError} always, for engines transfer no signals
 */
export function transferableAbortSignal (signal) {
  if (!(signal instanceof AbortSignal)) throw invalidArgType('signal', 'an instance of AbortSignal', signal)
  throw new NotImplementedError('util.transferableAbortSignal()')
}

export default {
  ...errors,
  ...legacy,
  ...own,
  format,
  formatWithOptions,
  inspect,
  stripVTControlCharacters,
  isDeepStrictEqual,
  TextDecoder,
  TextEncoder,
  callbackify,
  debuglog,
  debug: debuglog,
  deprecate,
  MIMEParams,
  MIMEType,
  parseArgs,
  parseEnv,
  promisify,
  styleText,
  toUSVString,
  aborted,
  transferableAbortController,
  transferableAbortSignal,
  types
}
