/**
 * The modules that `require()` knows by name. The framework's and those of its plugins are in scripts that can be run
 * when one is asked for (`vendor/scripts.mjs`); nothing is loaded before that.
 * @module
 */

import { need } from '../../base/internal/scripts.js'
import { names as legacy, partOf } from './legacy.js'

/** The names of Node's modules that this runtime offers, some of them by plugins. */
const NODE = `assert assert/strict async_hooks buffer child_process cluster console constants crypto dgram diagnostics_channel dns dns/promises
  domain events fs fs/constants fs/promises http http2 https inspector inspector/promises module net os os/constants path path/posix path/win32
  perf_hooks process punycode querystring readline readline/promises repl sqlite stream stream/consumers stream/promises stream/web string_decoder
  sys test timers timers/promises tls trace_events tty url util util/types v8 vm wasi worker_threads zlib`.split(/\s+/)
/** Further modules, which `require()` finds by their bare names too. */
const OWN = ['ai', 'async_context', 'ip']
/** Of Node's modules those that have no bare name. */
const SCHEME_ONLY = new Set(['sqlite', 'test'])

export const builtinModules = Object.freeze([...legacy, ...NODE.filter((name) => !SCHEME_ONLY.has(name))])

/** @type {Map<string, any>} */
const loaded = new Map()

/**
 * @param {string} specifier
 * @returns {boolean} whether it names a module of this list, or any of `oro:`, there or not
 */
export function isBuiltin (specifier) {
  return nameOf(specifier) !== null
}

/**
 * @param {string} specifier
 * @returns {string | null} without its scheme
 */
export function nameOf (specifier) {
  const isSocket = specifier.startsWith('socket:') && 'isSocketRuntime' in globalThis
  const known = isSocket ? specifier.replace('socket:', 'oro:') : specifier
  const [, scheme, name] = /** @type {RegExpExecArray} */ (/^(?:(node|oro):)?([^]*)$/.exec(known))
  if (NODE.includes(name) || legacy.includes(name)) return scheme || !SCHEME_ONLY.has(name) ? name : null
  if (OWN.includes(name)) return scheme === 'node' ? null : name
  // Any plugin may bring more, which only the host knows.
  return scheme === 'oro' && /^[\w.-]+(\/[\w.-]+)*$/.test(name) ? name : null
}

/**
 * @param {string} name
 * @returns {any} what `require()` gives: the default export, where the module has one
 * @throws {Error} MODULE_NOT_FOUND: no plugin that is installed has it; the message says which one would
 */
export function builtin (name) {
  if (!loaded.has(name)) {
    loaded.set(name, legacy.includes(name) ? partOf(name, builtin) : NODE.includes(name) ? ownOf(need(`${name}.js`)) : given(need(`${name}.js`)))
  }
  return loaded.get(name)
}

/** @param {any} namespace of a module that is not Node's @returns {any} what it exports by default, or itself, which stays alive */
function given (namespace) {
  return namespace.default ?? namespace
}

/** @param {any} namespace @returns {any} an object whose members may be replaced */
function ownOf (namespace) {
  return namespace.default ?? { ...namespace }
}

/**
 * @param {string} name
 * @param {any} value
 */
export function provide (name, value) {
  loaded.set(name, value)
}
