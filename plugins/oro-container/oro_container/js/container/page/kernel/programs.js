/**
 * The workers of programs.
 * @module
 */

import { mailed } from '../mail.js'

/** @type {Record<string, () => Worker>} literal addresses, so that what serves and packs modules sees them */
const MAKE = {
  javascript: () => new Worker(new URL('../programs/node/worker.js', import.meta.url), { type: 'module' }),
  wasi: () => new Worker(new URL('../programs/wasi/worker.js', import.meta.url), { type: 'module' })
}

export class Programs {
  #options
  #on
  /** @type {Map<number, Worker>} */
  #workers = new Map()
  /** Requests that programs answer. @type {Map<string, { pid: number, gone: () => void }>} */
  #requests = new Map()

  /**
   * @param {{ node: string, wasi: string, wait: string }} options where their modules are
   * @param {{ heard: (pid: number, message: any) => void, asked: (request: any, reply: MessagePort, key: string, gone: () => void) => void, failed: (pid: number, why: string) => void }} on
   */
  constructor ({ node, wasi, wait }, on) {
    this.#options = { node, wasi, wait }
    this.#on = on
  }

  /** @param {number} pid @param {any} message */
  start (pid, message) {
    const worker = MAKE[message.program]()
    this.#workers.set(pid, worker)
    worker.onmessage = ({ data, ports }) => {
      if (data.kind === 'fetch') this.#on.asked(data.request, ports[0], `${pid}:${data.id}`, () => worker.postMessage({ kind: 'gone', id: data.id }))
      else if (data.kind === 'fetched') this.fetched(`${pid}:${data.id}`)
      else this.#on.heard(pid, data)
    }
    worker.onerror = (event) => {
      event.preventDefault()
      this.#on.failed(pid, event.message ? `Uncaught ${event.message}` : 'Cannot start the worker of a program: its module could not be loaded')
    }
    worker.postMessage({ ...message, ...this.#options })
  }

  /** @param {number} pid @param {any} message */
  send (pid, message) {
    this.#workers.get(pid)?.postMessage(message)
  }

  /** @param {number} pid @param {any} message @param {MessagePort} reply @param {string} key of the request @param {() => void} gone told that the program ended */
  request (pid, message, reply, key, gone) {
    const worker = this.#workers.get(pid)
    if (!worker) return false
    this.#requests.set(key, { pid, gone })
    worker.postMessage(message, [reply])
    return true
  }

  /** @param {string} key of a request that was answered */
  fetched (key) {
    this.#requests.delete(key)
  }

  /** Have a message kept for a program that stands still for it. @param {string} token @param {any} message */
  mail (token, message) {
    // What has ended meanwhile takes no more.
    fetch(`${this.#options.wait}${token}`, { method: 'POST', body: mailed(message) }).catch(() => {})
  }

  /** @param {number} pid */
  end (pid) {
    this.#workers.get(pid)?.terminate()
    this.#workers.delete(pid)
    for (const [key, { pid: own, gone }] of this.#requests) {
      if (own !== pid) continue
      this.#requests.delete(key)
      gone()
    }
  }
}
