/**
 * Node's modules as programs in a page have them: the framework's own where they need no host, and ours over the container.
 * @module
 */

import { makeChildProcess } from './child_process.js'
import { makeCrypto } from './crypto.js'
import { makeFs } from './fs.js'
import { makeHttp } from './http.js'
import { makeNet } from './net.js'
import { makeOs } from './os.js'

/** Of the framework, as they are. */
const SHARED = `assert assert/strict async_hooks buffer constants diagnostics_channel events path path/posix path/win32 perf_hooks punycode
  querystring stream stream/consumers stream/promises stream/web string_decoder timers/promises url util util/types zlib`.split(/\s+/)

const scope = /** @type {any} */ (globalThis)

/** @param {any} namespace of a module of the framework @returns {any} what `require()` gives */
function required (namespace) {
  return namespace.default ?? namespace
}

/**
 * @param {any} given
 * @returns {Record<string, () => any>}
 */
export function makeBuiltins (given) {
  const { node, process, loader } = given
  /** @type {Map<string, any>} */
  const made = new Map()
  /** @param {string} name @param {() => any} make @returns {() => any} */
  const once = (name, make) => () => {
    if (!made.has(name)) made.set(name, make())
    return made.get(name)
  }
  /** @type {Record<string, () => any>} */
  const builtins = {}
  for (const name of SHARED) builtins[name] = once(name, () => required(node(`${name}.js`)))
  const fs = once('fs', () => makeFs(given))
  const sockets = once('sockets', () => makeNet(given))
  const web = once('web', () => makeHttp({ ...given, socketOf: sockets().socketOf }))
  const own = {
    fs,
    'fs/promises': () => fs().promises,
    os: () => makeOs(given),
    child_process: () => makeChildProcess(given),
    crypto: () => makeCrypto(given),
    http: () => web().http,
    https: () => web().https,
    net: () => sockets().net,
    tls: () => sockets().tls,
    process: () => process,
    console: () => process.console,
    timers: () => ({ setTimeout, setInterval, setImmediate: scope.setImmediate, clearTimeout, clearInterval, clearImmediate: scope.clearImmediate }),
    tty: () => ({ isatty: (/** @type {number} */ fd) => given.begin.terminals.includes(fd) }),
    module: () => moduleOf(loader, builtins)
  }
  for (const [name, make] of Object.entries(own)) builtins[name] = once(name, make)
  return builtins
}

/** @param {any} loader @param {Record<string, () => any>} builtins */
function moduleOf (loader, builtins) {
  const names = Object.keys(builtins)
  const Module = Object.assign(function Module () {}, {
    builtinModules: names,
    isBuiltin: (/** @type {string} */ name) => names.includes(name.replace(/^node:/, '')),
    createRequire: (/** @type {string} */ from) => loader.createRequire(from),
    _cache: loader.cache
  })
  return Object.assign(Module, { Module })
}
