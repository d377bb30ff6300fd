/**
 * The workers of programs.
 * @module
 */

/** @type {Record<string, () => Worker>} literal addresses, so that what serves and packs modules sees them */
const MAKE = {
  javascript: () => new Worker(new URL('../programs/node/worker.js', import.meta.url), { type: 'module' }),
  wasi: () => new Worker(new URL('../programs/wasi/worker.js', import.meta.url), { type: 'module' })
}

export class Programs {
  #options
  #heard
  #failed
  /** @type {Map<number, Worker>} */
  #workers = new Map()

  /**
   * @param {{ node: string, wasi: string }} options where their modules are
   * @param {(pid: number, message: any) => void} heard
   * @param {(pid: number, why: string) => void} failed
   */
  constructor ({ node, wasi }, heard, failed) {
    this.#options = { node, wasi }
    this.#heard = heard
    this.#failed = failed
  }

  /** @param {number} pid @param {any} message */
  start (pid, message) {
    const worker = MAKE[message.program]()
    this.#workers.set(pid, worker)
    worker.onmessage = ({ data }) => this.#heard(pid, data)
    worker.onerror = (event) => {
      event.preventDefault()
      this.#failed(pid, event.message ? `Uncaught ${event.message}` : 'Cannot start the worker of a program: its module could not be loaded')
    }
    worker.postMessage({ ...message, ...this.#options })
  }

  /** @param {number} pid @param {any} message */
  send (pid, message) {
    this.#workers.get(pid)?.postMessage(message)
  }

  /** @param {number} pid @param {any} message @param {MessagePort} reply */
  request (pid, message, reply) {
    const worker = this.#workers.get(pid)
    worker?.postMessage(message, [reply])
    return worker !== undefined
  }

  /** @param {number} pid */
  end (pid) {
    this.#workers.get(pid)?.terminate()
    this.#workers.delete(pid)
  }
}
