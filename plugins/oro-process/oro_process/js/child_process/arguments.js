/** Arguments of callers, in all forms that Node takes. */

import { invalidArgType, invalidArgValue, nodeError, outOfRange } from 'oro:errors/node'
import { pageVariables } from 'oro:process/environment'
import { killSignal } from './signals.js'
import { readStdio } from './stdio.js'

/**
 * @typedef {object} SpawnOptions
 * @property {string | URL} [cwd]
 * @property {Record<string, string | undefined>} [env] the app's own unless given
 * @property {string} [argv0]
 * @property {import('./stdio.js').StdioOptions} [stdio]
 * @property {boolean} [detached] leave it running when the page goes
 * @property {number} [uid]
 * @property {number} [gid]
 * @property {boolean | string} [shell]
 * @property {AbortSignal} [signal]
 * @property {number} [timeout] milliseconds
 * @property {string | number} [killSignal]
 * @property {string} [serialization]
 * @property {boolean} [windowsHide]
 * @property {boolean} [windowsVerbatimArguments]
 */

/**
 * @typedef {object} Described what the host is asked for, and what stays here
 * @property {string} file
 * @property {string[]} args the program's own name included
 * @property {Record<string, string> | null} env
 * @property {Record<string, string>} overlay what the page has set of its own environment, where `env` is null
 * @property {string | null} cwd
 * @property {boolean} detached
 * @property {number | null} uid
 * @property {number | null} gid
 * @property {('pipe' | 'ignore' | number)[]} stdio
 * @property {number | null} channel which of these carries messages
 */

/**
 * `(file, args, options)`, where the middle may be left out.
 * @param {any} args
 * @param {any} options
 * @returns {[args: string[], options: any]}
 */
export function shifted (args, options) {
  if (Array.isArray(args)) return [args.slice(), options]
  if (args === undefined || args === null) return [[], options]
  if (typeof args !== 'object') throw invalidArgType('args', 'of type object', args)
  return [[], args]
}

/**
 * @param {any} file
 * @param {any} given
 * @param {any} rest
 * @param {boolean} [sync]
 * @returns {{ described: Described, options: any, spawnargs: string[] }}
 */
export function describe (file, given, rest, sync = false) {
  text('file', file)
  if (file.length === 0) throw invalidArgValue('file', file, 'cannot be empty')
  const [args, asked] = shifted(given, rest)
  args.forEach((arg, index) => { args[index] = noNull(`args[${index}]`, String(arg)) })
  if (asked !== undefined && (asked === null || typeof asked !== 'object' || Array.isArray(asked))) {
    throw invalidArgType('options', 'of type object', asked)
  }
  const options = { ...asked }
  check(options)
  let command = file
  if (options.shell) {
    args.splice(0, args.length, '-c', [file, ...args].join(' '))
    command = typeof options.shell === 'string' ? options.shell : '/bin/sh'
  }
  const stdio = readStdio(options.stdio, sync)
  const own = [options.argv0 ?? command, ...args]
  const described = {
    file: command,
    args: own,
    env: variables(options.env),
    overlay: { ...pageVariables },
    cwd: folder(options.cwd),
    detached: Boolean(options.detached),
    uid: options.uid ?? null,
    gid: options.gid ?? null,
    stdio: stdio.map((entry) => entry === 'ipc' ? 'pipe' : entry),
    channel: stdio.includes('ipc') ? stdio.indexOf('ipc') : null
  }
  return { described, options, spawnargs: own }
}

/** @param {any} options */
function check (options) {
  flag('options.detached', options.detached)
  number('options.uid', options.uid)
  number('options.gid', options.gid)
  const { shell } = options
  if (shell !== undefined && shell !== null && typeof shell !== 'boolean' && typeof shell !== 'string') {
    throw invalidArgType('options.shell', 'one of type boolean or string', shell)
  }
  if (options.argv0 !== undefined && options.argv0 !== null) noNull('options.argv0', text('options.argv0', options.argv0))
  if (typeof shell === 'string') noNull('options.shell', shell)
  flag('options.windowsHide', options.windowsHide)
  flag('options.windowsVerbatimArguments', options.windowsVerbatimArguments)
  const { signal } = options
  if (signal !== undefined && (signal === null || typeof signal !== 'object' || !('aborted' in signal))) {
    throw invalidArgType('options.signal', 'an instance of AbortSignal', signal)
  }
  checkTimeout(options.timeout)
  checkSerialization(options.serialization)
  options.killSignal = killSignal(options.killSignal)
}

/** @param {any} kind of messages */
export function checkSerialization (kind) {
  if (kind === undefined || kind === 'json' || kind === 'advanced') return
  throw invalidArgValue('options.serialization', kind, "must be one of: undefined, 'json', 'advanced'")
}

/** @param {any} timeout milliseconds */
export function checkTimeout (timeout) {
  if (timeout !== undefined && timeout !== null && !(Number.isInteger(timeout) && timeout >= 0)) {
    throw outOfRange('timeout', 'an unsigned integer', timeout)
  }
}

/** @param {any} size bytes */
export function checkMaxBuffer (size) {
  if (size !== undefined && size !== null && (typeof size !== 'number' || !(size >= 0))) {
    throw outOfRange('options.maxBuffer', 'a positive number', size)
  }
}

/**
 * @param {string} name
 * @param {any} value
 * @returns {string}
 */
export function text (name, value) {
  if (typeof value !== 'string') throw invalidArgType(name, 'of type string', value)
  return noNull(name, value)
}

/**
 * @param {string} name
 * @param {string} value
 * @param {string} [expected]
 */
export function noNull (name, value, expected = 'a string') {
  if (value.includes('\0')) throw invalidArgValue(name, value, `must be ${expected} without null bytes`)
  return value
}

/**
 * @param {string} name
 * @param {any} value
 */
function flag (name, value) {
  if (value !== undefined && value !== null && typeof value !== 'boolean') throw invalidArgType(name, 'of type boolean', value)
}

/**
 * @param {string} name
 * @param {any} value
 */
function number (name, value) {
  if (value !== undefined && value !== null && value !== (value | 0)) throw invalidArgType(name, 'int32', value)
}

/**
 * @param {any} env
 * @returns {Record<string, string> | null}
 */
function variables (env) {
  if (env === undefined || env === null) return null
  /** @type {Record<string, string>} */
  const found = {}
  // Inherited ones count: environments are often made with Object.create().
  for (const name in env) {
    const value = env[name]
    if (value === undefined) continue
    noNull(`options.env['${name}']`, name)
    found[name] = noNull(`options.env['${name}']`, String(value))
  }
  return found
}

/**
 * @param {any} cwd
 * @returns {string | null}
 */
function folder (cwd) {
  if (cwd === undefined || cwd === null) return null
  if (cwd instanceof URL) {
    if (cwd.protocol !== 'file:') throw nodeError(TypeError, 'ERR_INVALID_URL_SCHEME', 'The URL must be of scheme file')
    return decodeURIComponent(cwd.pathname)
  }
  if (ArrayBuffer.isView(cwd)) return new TextDecoder().decode(cwd)
  if (typeof cwd !== 'string') {
    throw invalidArgType('options.cwd', 'of type string or an instance of Buffer or URL', cwd)
  }
  return noNull('options.cwd', cwd, 'a string, Uint8Array, or URL')
}
