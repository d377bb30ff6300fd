/**
 * Previews on a site that may have a service worker: frames ask it for what is below the address of a server, and it asks the page.
 * @module
 */

import { carrySocket } from './web-socket.js'

/** @typedef {import('./engine.js').PageContainer} PageContainer */
/** @typedef {{ script: URL, scripts: URL, forwardErrors?: boolean | 'exceptions-only' }} BridgeOptions of the service worker, which is asked for the folder it is in; the folder of scripts for documents; and the errors of documents that are told as `preview-message` */

const MESSAGES = '/.oro-preview/messages'
/** Functions that run first in documents, in this order. */
const SCRIPTS = ['sockets.js', 'document.js']

/**
 * Have a service worker answer for the page, before it boots a container: workers of programs are under it as well then.
 * @param {URL} script
 * @returns {Promise<ServiceWorkerRegistration>}
 * @throws {Error} this page may have no service worker
 */
export async function underServiceWorker (script) {
  const workers = globalThis.navigator?.serviceWorker
  if (!workers) throw new Error('Cannot give servers addresses: this page may have no service worker; serve it over HTTPS, or from localhost')
  const registration = await workers.register(script)
  await workers.ready
  if (!workers.controller) {
    const controlled = new Promise((resolve) => workers.addEventListener('controllerchange', resolve, { once: true }))
    // A page that was loaded past it is not taken up by itself.
    registration.active?.postMessage({ kind: 'claim' })
    await controlled
  }
  return registration
}

/**
 * @param {PageContainer} container
 * @param {BridgeOptions} options
 * @returns {Promise<(port: number, path?: string) => string>} gives the address of a server
 * @throws {Error} this page may have no service worker
 */
export async function bridged (container, { script, scripts, forwardErrors = false }) {
  const { scope } = await underServiceWorker(script)
  const bridge = new Bridge(container, scope)
  await container.showPreviews(bridge.address('{port}'), await Promise.all(SCRIPTS.map((name) => text(new URL(name, scripts)))), forwardErrors)
  await bridge.begin()
  container.showBy((port) => bridge.address(port))
  return (port, path = '') => bridge.address(port) + path
}

class Bridge {
  #container
  #scope
  #id = crypto.randomUUID().slice(0, 8)

  /** @param {PageContainer} container @param {string} scope */
  constructor (container, scope) {
    this.#container = container
    this.#scope = scope
  }

  /** @param {number | string} port */
  address (port) {
    return `${this.#scope}preview/${this.#id}/${port}/`
  }

  /** Be known to the service worker, which forgets what it knows when it rests, and asks then. */
  async begin () {
    const workers = navigator.serviceWorker
    workers.addEventListener('message', ({ data }) => {
      if (data?.kind === 'wanted' && data.id === this.#id) this.#connect()
    })
    workers.startMessages()
    await this.#connect()
  }

  /** @returns {Promise<void>} resolves once it is known */
  #connect () {
    const { port1, port2 } = new MessageChannel()
    const known = new Promise((resolve) => {
      port1.onmessage = ({ data, ports }) => {
        if (data.kind === 'known') resolve(undefined)
        else if (data.kind === 'fetch') this.#answer(data, ports[0])
        else if (data.kind === 'socket') this.#carry(data, ports[0])
      }
    })
    globalThis.addEventListener('pagehide', () => port1.postMessage({ kind: 'gone' }), { once: true })
    navigator.serviceWorker.controller?.postMessage({ kind: 'container', id: this.#id }, [port2])
    return known
  }

  /** @param {any} asked @param {MessagePort} document */
  async #carry ({ port, path, headers, protocols }, document) {
    await carrySocket(this.#container, { port, path, headers: await this.#container.previewRequest(path, headers), protocols }, document)
  }

  /** @param {any} asked @param {MessagePort} reply */
  async #answer ({ port, method, path, headers, body, document }, reply) {
    const data = new Uint8Array(body)
    if (path === MESSAGES) {
      await this.#container.previewMessage(port, this.#id, data)
      return reply.postMessage({ kind: 'head', status: 204, headers: [] })
    }
    try {
      const wanted = await this.#container.previewRequest(path, headers)
      const answer = await this.#container.ask({ port, method, path, headers: wanted, body: data })
      const changed = await this.#container.previewAnswer(port, path, answer.headers, document)
      reply.postMessage({ kind: 'head', status: answer.status, statusText: answer.message, headers: changed.headers })
      const reader = (changed.change ? answer.body.pipeThrough(changed.change) : answer.body).getReader()
      reply.onmessage = async ({ data }) => {
        if (data === 'cancel') return reader.cancel()
        const { done, value } = await reader.read().catch(() => ({ done: true, value: undefined }))
        reply.postMessage(done ? { kind: 'end' } : { kind: 'data', data: value })
      }
    } catch (error) {
      reply.postMessage({ kind: 'refused', message: /** @type {Error} */ (error).message })
    }
  }
}

/** @param {URL} url */
async function text (url) {
  const response = await fetch(url)
  if (!response.ok) throw new Error(`Cannot show previews: "${url}" answered ${response.status}`)
  return response.text()
}
