/**
 * The kernel's worker, as the page calls it.
 * @module
 */

import { errorOf } from './errors.js'

/**
 * @typedef {object} KernelOptions
 * @property {string} assets the folder that has `pyodide/` and `core.zip`
 * @property {string} node the folder that has the scripts of Node's modules
 * @property {string} wasi the folder that has the modules of WASI preview 1
 * @property {string} wait where programs that stand still find what they wait for; empty where nowhere
 * @property {string} workdir
 * @property {string | null} name under which its files are kept; null where they are not
 * @property {{ bytes?: number, files?: number } | null} quota
 * @property {string} url of servers, with `{port}` in it
 * @property {string} npmrc settings of npm
 * @property {boolean} scripts whether packages may run scripts while they are installed
 * @property {boolean} asksPage whether the page asks registries for it
 */

export class KernelClient {
  #worker
  #heard
  #last = 0
  #gone = false
  /** @type {Map<number, { resolve: (value: any) => void, reject: (error: Error) => void }>} */
  #calls = new Map()
  /** Told of programs that ended, by the numbers of their requests. @type {Map<number, () => void>} */
  #requests = new Map()
  workdir = ''
  path = ''
  /** @type {any} */
  capabilities = {}

  /** @param {(message: any) => void} heard */
  constructor (heard) {
    this.#heard = heard
    this.#worker = new Worker(new URL('./kernel/worker.js', import.meta.url), { type: 'module', name: 'container' })
  }

  /** @param {KernelOptions} options @returns {Promise<void>} */
  boot (options) {
    return new Promise((resolve, reject) => {
      this.#worker.onerror = (event) => {
        event.preventDefault()
        this.#fail(new Error(`Cannot go on: the worker of the container failed: ${event.message}`))
        reject(new Error(`Cannot boot a container in the page: its worker failed: ${event.message ?? 'the page allows none'}`))
      }
      this.#worker.onmessage = ({ data }) => {
        if (data.kind === 'failed') return reject(new Error(`Cannot boot a container in the page: ${data.message}`))
        if (data.kind !== 'booted') return this.#hear(data)
        this.workdir = data.workdir
        this.path = data.path
        this.capabilities = data.capabilities
        resolve()
      }
      this.#worker.postMessage({ kind: 'boot', ...options })
    })
  }

  /** @param {string} method @param {any} params @returns {Promise<any>} */
  call (method, params = {}) {
    return this.#ask({ kind: 'call', method, params })
  }

  /** Wait until the files are kept. @returns {Promise<void>} */
  save () {
    return this.#ask({ kind: 'save' })
  }

  /** @param {any} request @param {MessagePort} reply @param {() => void} gone told that the program ended @returns {() => void} ends that */
  fetch (request, reply, gone) {
    const id = ++this.#last
    this.#requests.set(id, gone)
    this.#worker.postMessage({ kind: 'fetch', id, request }, [reply])
    return () => {
      if (this.#requests.delete(id) && !this.#gone) this.#worker.postMessage({ kind: 'fetched', id })
    }
  }

  /** Tell what an address answered that the kernel has the page ask. @param {number} id @param {any} said */
  answer (id, said) {
    if (!this.#gone) this.#worker.postMessage({ kind: 'answered', id, said })
  }

  end () {
    this.#gone = true
    this.#worker.terminate()
    this.#fail(new Error('Cannot go on: the container was torn down'))
  }

  /** @param {Error} error of every call that is not answered */
  #fail (error) {
    for (const { reject } of this.#calls.values()) reject(error)
    this.#calls.clear()
    for (const gone of [...this.#requests.values()]) gone()
  }

  /** @param {any} message @returns {Promise<any>} */
  #ask (message) {
    if (this.#gone) return Promise.reject(new Error('Cannot use the container: it was torn down'))
    const id = ++this.#last
    return new Promise((resolve, reject) => {
      this.#calls.set(id, { resolve, reject })
      this.#worker.postMessage({ ...message, id })
    })
  }

  /** @param {any} message */
  #hear (message) {
    if (message.kind === 'gone') return this.#requests.get(message.id)?.()
    if (message.kind !== 'answer') return this.#heard(message)
    const call = this.#calls.get(message.id)
    this.#calls.delete(message.id)
    if (message.error) call?.reject(errorOf(message.error))
    else call?.resolve(message.data)
  }
}
