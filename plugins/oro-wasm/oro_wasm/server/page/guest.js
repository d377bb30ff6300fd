/**
 * The module as the panel uses it: in a worker, or where glue loads it, in this page.
 * @module
 */

import { address, ask } from './channel.js'

/** @typedef {import('./types.js').Version} Version */
/** @typedef {(stream: 'stdout' | 'stderr', text: string) => void} Told */

/** A module in a worker of its own; `stop` ends whatever it does. */
export class WorkerGuest {
  /** @type {Worker | null} */
  #worker = null
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
  #waiting = new Map()
  #told
  #next = 1
  #active = 0
  /** Names the input of this worker; no other page can guess it. */
  #inputs = ''
  /** @type {Version} */
  #version

  /** @param {Version} version @param {Told} told */
  constructor (version, told) {
    this.#version = version
    this.#told = told
  }

  /** Whether a call or the program runs. */
  get busy () {
    return this.#active > 0
  }

  /** @param {string} name @param {import('./types.js').Value[]} args @returns {Promise<unknown>} */
  call (name, args) {
    return this.#counted({ do: 'call', name, args })
  }

  /** @param {string[]} args @returns {Promise<number>} what the program exited with */
  run (args) {
    return this.#counted({ do: 'run', name: this.#version.name, args })
  }

  /** @param {object} order @returns {Promise<any>} */
  async #counted (order) {
    this.#active++
    try {
      await this.#ready()
      return await this.#order(order)
    } finally {
      this.#active--
    }
  }

  /** @param {string} text for the program to read */
  async type (text) {
    await ask(`input/${this.#inputs}/give`, text)
  }

  /** End the input of the program. */
  async endInput () {
    await ask(`input/${this.#inputs}/end`)
  }

  /**
   * Take a newer version. Where that fails, the next call begins a new instance.
   * @param {Version} version
   * @param {boolean} carried whether a new instance goes on with the memory and globals of the old one
   * @returns {Promise<'kept' | 'anew' | 'unused'>} what became of the old one's memory and globals
   */
  async replace (version, carried) {
    this.#version = version
    const used = this.#worker !== null
    if (!carried || !used) {
      this.stop()
      return used ? 'anew' : 'unused'
    }
    try {
      await this.#order({ do: 'replace', url: this.#url(), imports: version.imports })
    } catch (error) {
      this.stop()
      throw error
    }
    return 'kept'
  }

  /** End what runs, and forget the instance. */
  stop () {
    this.#worker?.terminate()
    this.#worker = null
    for (const { reject } of this.#waiting.values()) reject(new Error('stopped'))
    this.#waiting.clear()
  }

  /** @returns {string} */
  #url () {
    return address(this.#version.why ? 'module.wasm' : 'carried.wasm')
  }

  async #ready () {
    if (this.#worker) return
    const worker = this.#worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }) => this.#heard(data)
    worker.onerror = (event) => this.#failed(worker, event.message || 'the worker could not start')
    this.#inputs = [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('')
    await this.#order({ do: 'load', url: this.#url(), imports: this.#version.imports, input: address(`input/${this.#inputs}`) })
  }

  /** @param {Worker} worker @param {string} reason */
  #failed (worker, reason) {
    if (worker !== this.#worker) return
    for (const { reject } of this.#waiting.values()) reject(new Error(`Cannot run the module: ${reason}`))
    this.#waiting.clear()
    this.#worker = null
  }

  /** @param {object} order @returns {Promise<any>} */
  #order (order) {
    const id = this.#next++
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.#worker?.postMessage({ id, ...order })
    })
  }

  /** @param {{ id?: number, stream?: 'stdout' | 'stderr', text?: string, result?: unknown, failed?: string }} message */
  #heard ({ id, stream, text, result, failed }) {
    if (stream && text !== undefined) this.#told(stream, text)
    if (id === undefined) return
    const waiting = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (failed !== undefined) waiting?.reject(new Error(failed))
    else waiting?.resolve(result)
  }
}

/** A module that its glue loads, in this page, for glue may use the document. */
export class GlueGuest {
  /** @type {Promise<Record<string, any>> | null} */
  #module = null
  /** @type {Version} */
  #version
  busy = false

  /** @param {Version} version @param {Told} told */
  constructor (version, told) {
    this.#version = version
    this.told = told
  }

  /** @returns {Promise<string[]>} the functions it has, once it is loaded */
  async functions () {
    const module = await this.#loaded()
    return Object.entries(module).flatMap(([name, value]) =>
      typeof value === 'function' && !['default', 'initSync'].includes(name) && !/^class\b/.test(String(value)) ? [name] : [])
  }

  /** @param {string} name @param {unknown[]} args @returns {Promise<unknown>} */
  async call (name, args) {
    const module = await this.#loaded()
    if (typeof module[name] !== 'function') throw new Error(`Cannot call "${name}": the glue exports no such function`)
    return this.#listened(() => module[name](...args))
  }

  /**
   * Take a newer version; its glue begins anew.
   * @param {Version} version @param {boolean} _carried
   * @returns {Promise<'kept' | 'anew' | 'unused'>}
   */
  async replace (version, _carried) {
    this.#version = version
    this.#module = null
    await this.#loaded()
    return 'anew'
  }

  stop () {
    this.#module = null
  }

  #loaded () {
    this.#module ??= this.#listened(() => this.#load())
    return this.#module
  }

  /** @returns {Promise<Record<string, any>>} */
  async #load () {
    const { glue } = this.#version
    if (!glue) throw new Error('Cannot load the glue: there is none')
    const module = await import(address(glue.url))
    if (glue.style === 'wasm-bindgen') await module.default({ module_or_path: address(glue.module) })
    return module
  }

  /**
   * Run something, and show what it writes to the console.
   * @template T @param {() => T | Promise<T>} run @returns {Promise<T>}
   */
  async #listened (run) {
    const levels = /** @type {const} */ (['log', 'info', 'warn', 'error', 'debug'])
    const before = levels.map((level) => console[level])
    levels.forEach((level, index) => {
      console[level] = (...values) => {
        before[index].apply(console, values)
        this.told(level === 'error' ? 'stderr' : 'stdout', `${values.map(String).join(' ')}\n`)
      }
    })
    try {
      return await run()
    } finally {
      levels.forEach((level, index) => { console[level] = before[index] })
    }
  }
}
