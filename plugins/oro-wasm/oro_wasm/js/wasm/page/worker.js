/**
 * The worker in which a guest of the page runs.
 * @module
 */

import { Input, Output } from '../../wasi/preview1/descriptors/streams.js'
import { OpenFolder } from '../../wasi/preview1/descriptors/open-folder.js'
import { System } from '../../wasi/preview1/system.js'
import { parameters } from '../values.js'
import { GivenInput, LiveInput } from './input.js'
import { rest } from './lanes.js'
import { Outputs } from './output.js'
import { missing, wasiOf } from './program.js'
import { told } from './told.js'
import { trapOf } from './traps.js'
import { entriesOf, folderOf } from './trees.js'

/**
 * @typedef {object} Given
 * @property {string} id
 * @property {number} ahead
 * @property {WebAssembly.Module} compiled
 * @property {import('./program.js').Program} program
 * @property {string[]} args
 * @property {Record<string, string>} env
 * @property {{ guest: string, writable: boolean, files: import('../files.js').Described[] }[]} trees
 * @property {boolean} clocks
 * @property {boolean} random
 * @property {Uint8Array | null} stdin
 */

class Running {
  #given
  #folders
  #system
  /** @type {WebAssembly.Instance | null} */
  #instance = null

  /** @param {Given} given */
  constructor (given) {
    const { id, ahead, compiled, args, env, trees, clocks, random, stdin } = given
    this.#given = given
    this.#folders = trees.map(({ guest, writable, files }) => ({ guest, open: new OpenFolder(folderOf(files), writable, guest) }))
    const outputs = new Outputs(id, ahead)
    const descriptors = [
      new Input(stdin ? new GivenInput(stdin) : new LiveInput(id)),
      new Output(outputs.sink(1)),
      new Output(outputs.sink(2)),
      ...this.#folders.map(({ open }) => open)
    ]
    const unstable = wasiOf(compiled) === 'wasi_unstable'
    this.#system = new System({ args, env, descriptors, clocks, random, sleep: (ms) => rest(id, ms), unstable })
  }

  /** Run to the end, or until functions can be called. */
  begin () {
    const { compiled, program: { called, params, keep } } = this.#given
    this.#until(() => {
      const exports = this.#instantiated(compiled)
      if (!keep && called === null) {
        /** @type {any} */ (exports._start)()
        return this.#end({})
      }
      if (typeof exports._initialize === 'function') exports._initialize()
      if (!keep) return this.#end({ results: listed(/** @type {any} */ (exports[/** @type {string} */ (called)])(...params)) })
      globalThis.postMessage({ kind: 'ready', functions: Object.keys(exports).filter((name) => typeof exports[name] === 'function') })
    })
  }

  /** @param {number} call @param {string} name @param {any[]} given */
  call (call, name, given) {
    const { program } = this.#given
    const exports = this.#instance?.exports ?? {}
    const method = exports[name]
    /** @type {any[]} */
    let params
    try {
      const type = new Map(program.types).get(name)
      if (typeof method !== 'function') throw missing(name, Object.keys(exports).filter((each) => typeof exports[each] === 'function'))
      params = type ? parameters(name, type, given) : given
    } catch (error) {
      return globalThis.postMessage({ kind: 'refused', call, error: told(error) })
    }
    this.#until(() => globalThis.postMessage({ kind: 'results', call, results: listed(method(...params)) }))
  }

  /** @param {WebAssembly.Module} compiled */
  #instantiated (compiled) {
    // Its start function may call before the instance can be had; its memory cannot be had then, and calls answer `fault`.
    this.#instance = new WebAssembly.Instance(compiled, { [wasiOf(compiled)]: this.#system.imports })
    const { exports } = this.#instance
    if (exports.memory instanceof WebAssembly.Memory) this.#system.attach(exports.memory)
    return exports
  }

  /** Run what may exit or trap; both are the end. @param {() => void} act */
  #until (act) {
    try {
      act()
    } catch (error) {
      if (this.#system.exited !== null) return this.#end({ code: this.#system.exited })
      const trap = trapOf(error)
      if (trap) return this.#end({ trap })
      globalThis.postMessage({ kind: 'failed', error: told(error) })
    }
  }

  /** @param {Partial<import('../outcome.js').Outcome>} outcome */
  #end (outcome) {
    const trees = this.#folders.map(({ guest, open }) => ({ guest, files: entriesOf(/** @type {any} */ (open.folder)) }))
    globalThis.postMessage({ kind: 'ended', outcome, trees })
  }
}

/** @param {any} results @returns {any[]} */
function listed (results) {
  return Array.isArray(results) ? results : results === undefined ? [] : [results]
}

/** @type {Running | null} */
let running = null

globalThis.onmessage = ({ data }) => {
  if ('call' in data) return running?.call(data.call, data.name, data.params)
  running = new Running(data)
  running.begin()
}
