import { descriptorCalls } from './calls/descriptors.js'
import { environmentCalls } from './calls/environment.js'
import { pathCalls } from './calls/paths.js'
import { pollCalls } from './calls/polling.js'
import { processCalls } from './calls/process.js'
import { Table } from './descriptors/table.js'
import { trap } from './ending.js'
import { numberOf, WasiError } from './errno.js'
import { encoded, GuestMemory } from './guest-memory.js'

/** @typedef {import('./descriptors/descriptor.js').Descriptor} Descriptor */

/**
 * @typedef {object} Surroundings of a guest
 * @property {string[]} args the program's name first
 * @property {Record<string, string>} env
 * @property {Descriptor[]} descriptors by number: input, output, error, then folders
 * @property {(ms: number) => void} sleep
 * @property {boolean} [clocks]
 * @property {boolean} [random]
 * @property {string} [lacking] see `Context`, as of the others
 * @property {string} [outside]
 * @property {boolean} [unstable]
 */

/** WASI preview 1 for one guest. */
export class System {
  #memory = new GuestMemory()
  #table = new Table()
  /** @type {number | null} what the guest exited with; null while it has not */
  exited = null
  /** The functions it imports. @type {Record<string, (...args: any[]) => any>} */
  imports

  /** @param {Surroundings} surroundings */
  constructor ({ args, env, descriptors, sleep, clocks = true, random = true, lacking = 'badf', outside = 'perm', unstable = false }) {
    for (const descriptor of descriptors) this.#table.add(descriptor)
    /** @type {import('./context.js').Context} */
    const context = {
      memory: this.#memory,
      table: this.#table,
      args: args.map(encoded),
      env: Object.entries(env).map(([name, value]) => encoded(`${name}=${value}`)),
      clocks,
      random,
      sleep,
      lacking,
      outside,
      unstable,
      exit: (code) => this.#exit(code)
    }
    const calls = {
      ...environmentCalls(context),
      ...descriptorCalls(context),
      ...pathCalls(context),
      ...pollCalls(context),
      ...processCalls(context)
    }
    this.imports = Object.fromEntries(Object.entries(calls).map(([name, call]) => [name, this.#answering(call)]))
  }

  /** @param {WebAssembly.Memory} memory that the guest exports */
  attach (memory) {
    this.#memory.attach(memory)
  }

  /** Close everything the guest has open. */
  close () {
    this.#table.closeAll()
  }

  /** @param {(...args: any[]) => void} call */
  #answering (call) {
    // Pointers, sizes and flags are unsigned, and come as signed numbers.
    return (/** @type {any[]} */ ...args) => {
      try {
        call(...args.map((each) => typeof each === 'number' ? each >>> 0 : each))
        return numberOf('success')
      } catch (error) {
        if (error instanceof WasiError) return error.errno
        throw error
      }
    }
  }

  /** @param {number} code @returns {never} */
  #exit (code) {
    this.exited = code
    return trap()
  }
}
