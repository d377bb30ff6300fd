/**
 * Requests of a program: to `localhost` they go to servers of its container, and elsewhere as the page may ask.
 * @module
 */

import { asked, requested, upgraded } from '../../requests.js'

const post = globalThis.postMessage.bind(globalThis)
const HOSTS = ['localhost', '127.0.0.1', '0.0.0.0', '[::1]']
/** Those of an answer that are of its bytes as they came, and not as a page has them. */
const ENCODED = ['content-encoding', 'content-length', 'transfer-encoding']

export class Ports {
  #native
  #way
  #last = 0
  /** @type {Map<number, () => void>} */
  #requests = new Map()

  /** @param {import('../lane.js').Lane} lane */
  constructor (lane) {
    this.#native = globalThis.fetch.bind(globalThis)
    this.#way = {
      fetch: (/** @type {any} */ request, /** @type {MessagePort} */ reply, /** @type {() => void} */ gone) => {
        const id = ++this.#last
        this.#requests.set(id, gone)
        lane.before()
        post({ kind: 'fetch', id, request }, { transfer: [reply] })
        return () => { if (this.#requests.delete(id)) post({ kind: 'fetched', id }) }
      }
    }
    lane.on.gone = ({ id }) => this.#requests.get(id)?.()
  }

  /** The `fetch()` of programs. @param {RequestInfo | URL} input @param {RequestInit} [init] @returns {Promise<Response>} */
  async fetch (input, init) {
    const url = new URL(input instanceof Request ? input.url : String(input), globalThis.location.href)
    if (!isOwn(url)) return this.#native(input, init)
    try {
      const response = await requested(this.#way, portOf(url), input, init)
      return Object.defineProperty(response, 'url', { value: url.href })
    } catch (error) {
      const { code } = /** @type {any} */ (error)
      throw code === 'ECONNREFUSED' ? Object.assign(new TypeError('fetch failed'), { cause: error }) : error
    }
  }

  /**
   * @param {URL} url
   * @param {{ method: string, headers: string[][], body: Uint8Array<ArrayBuffer>, signal: AbortSignal }} request
   * @returns {Promise<import('../../requests.js').Answer>}
   */
  async ask (url, { method, headers, body, signal }) {
    const { pathname, search } = url
    if (isOwn(url)) return asked(this.#way, { port: portOf(url), method, path: pathname + search, headers, body, signal })
    const response = await this.#native(url, { method, headers: /** @type {any} */ (headers), signal, ...(body.length ? { body } : {}) })
    const told = [...response.headers].filter(([name]) => !ENCODED.includes(name))
    return { status: response.status, message: response.statusText, headers: told, body: response.body ?? new Blob().stream() }
  }

  /** @param {URL} url @param {string[][]} headers */
  upgrade (url, headers) {
    const { pathname, search } = url
    if (!isOwn(url)) throw Object.assign(new Error(`Cannot upgrade a request to ${url.host} in the page engine: use the global WebSocket`), { code: 'ERR_NOT_IMPLEMENTED' })
    return upgraded(this.#way, { port: portOf(url), path: pathname + search, headers })
  }
}

/** @param {URL} url */
function isOwn (url) {
  return HOSTS.includes(url.hostname) && url.host !== globalThis.location.host
}

/** @param {URL} url */
function portOf ({ port, protocol }) {
  return Number(port) || (protocol === 'https:' || protocol === 'wss:' ? 443 : 80)
}
