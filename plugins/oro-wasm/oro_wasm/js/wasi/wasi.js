import { invalidArgType, nodeError } from 'oro:errors/node'
import { statSync } from 'oro:fs'
import { resolve } from 'oro:path'
import { exit } from 'oro:process'
import { asked, DiskFolder } from './disk.js'
import { read } from './options.js'
import { READ, WRITE } from './preview1/constants.js'
import { OpenFolder } from './preview1/descriptors/open-folder.js'
import { WasiError } from './preview1/errno.js'
import { System } from './preview1/system.js'
import { sleep } from './sleep.js'
import { standard } from './standard.js'

/** WASI for an instance, as Node has it. */
export class WASI {
  #name
  #returns
  #system
  #started = false
  /** The functions a module imports. @type {Record<string, (...args: any[]) => any>} */
  wasiImport

  /**
   * @param {import('./options.js').WASIOptions} [options]
   * @throws {TypeError} ERR_INVALID_ARG_TYPE, ERR_INVALID_ARG_VALUE
   */
  constructor (options = /** @type {any} */ ({})) {
    const { name, args, env, preopens, returnOnExit, numbers } = read(options)
    this.#name = name
    this.#returns = returnOnExit
    const descriptors = opened(() => [
      ...numbers.map((fd, index) => standard(fd, index === 0 ? READ : WRITE)),
      ...preopens.map(([guest, path]) => preopened(guest, path))
    ])
    this.#system = new System({ args, env, descriptors, sleep, lacking: 'notcapable', outside: 'notcapable', unstable: name === 'wasi_unstable' })
    this.wasiImport = Object.fromEntries(Object.entries(this.#system.imports).map(([name, call]) => [name, this.#guarded(call)]))
  }

  /** @returns {Record<string, Record<string, (...args: any[]) => any>>} what `WebAssembly.instantiate()` takes */
  getImportObject () {
    return { [this.#name]: this.wasiImport }
  }

  /**
   * Run a program; the page stands still until it ends.
   * @param {any} instance that exports `_start` and `memory`
   * @returns {number} what it exited with
   * @throws {TypeError} ERR_INVALID_ARG_TYPE: it is no program
   * @throws {Error} ERR_WASI_ALREADY_STARTED
   */
  start (instance) {
    const exports = this.#begin(instance)
    const { _start, _initialize } = exports
    if (typeof _start !== 'function') throw invalidArgType('instance.exports._start', 'of type function', _start)
    if (_initialize !== undefined) throw invalidArgType('instance.exports._initialize', 'undefined', _initialize)
    this.#started = true
    try {
      _start()
    } catch (error) {
      if (this.#system.exited === null) throw error
      if (!this.#returns) exit(this.#system.exited)
    }
    return this.#system.exited ?? 0
  }

  /**
   * Prepare a library, of which functions are called afterwards.
   * @param {any} instance that exports `memory`, and `_initialize` where it has one
   * @throws {TypeError} ERR_INVALID_ARG_TYPE: it is a program
   * @throws {Error} ERR_WASI_ALREADY_STARTED
   */
  initialize (instance) {
    const exports = this.#begin(instance)
    const { _start, _initialize } = exports
    if (typeof _initialize !== 'function' && _initialize !== undefined) {
      throw invalidArgType('instance.exports._initialize', 'of type function', _initialize)
    }
    if (_start !== undefined) throw invalidArgType('instance.exports._start', 'undefined', _start)
    this.#started = true
    _initialize?.()
  }

  /** @param {any} instance @returns {any} its exports */
  #begin (instance) {
    if (this.#started) throw nodeError(Error, 'ERR_WASI_ALREADY_STARTED', 'WASI instance has already started')
    if (instance === null || typeof instance !== 'object') throw invalidArgType('instance', 'of type object', instance)
    const { exports } = instance
    if (exports === null || typeof exports !== 'object') throw invalidArgType('instance.exports', 'of type object', exports)
    if (!(exports.memory instanceof WebAssembly.Memory)) {
      throw nodeError(TypeError, 'ERR_INVALID_ARG_TYPE', '"instance.exports.memory" property must be a WebAssembly.Memory object')
    }
    this.#system.attach(exports.memory)
    return exports
  }

  /** @param {(...args: any[]) => any} call */
  #guarded (call) {
    return (/** @type {any[]} */ ...args) => {
      if (!this.#started) throw nodeError(Error, 'ERR_WASI_NOT_STARTED', 'wasi.start() has not been called')
      return call(...args)
    }
  }
}

/**
 * @param {string} guest
 * @param {string} path
 */
function preopened (guest, path) {
  const whole = resolve(path)
  if (!asked(() => statSync(whole)).isDirectory()) throw new WasiError('notdir')
  return new OpenFolder(new DiskFolder(whole), true, guest)
}

/**
 * @template T
 * @param {() => T} open
 * @returns {T}
 * @throws {Error} UVWASI_ENOENT and the like: what it is lent is not there
 */
function opened (open) {
  try {
    return open()
  } catch (error) {
    if (!(error instanceof WasiError)) throw error
    const code = `UVWASI_E${error.message.toUpperCase()}`
    throw nodeError(Error, code, `${code}, uvwasi_init`)
  }
}
