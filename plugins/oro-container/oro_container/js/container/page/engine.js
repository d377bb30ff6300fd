/**
 * The page engine: a container whose kernel, Python's core, runs in a worker of this page. It needs no host.
 * @module
 */

import { KernelClient } from './kernel.js'
import { PageFiles } from './files.js'
import { takeName } from './names.js'
import { PageProcess } from './process.js'
import { asked, requested, upgraded } from './requests.js'
import { entriesOf, treeOf } from './trees.js'

/**
 * @typedef {object} PageOptions
 * @property {string} [assets] the folder that has `pyodide/` and `core.zip`; the app's own unless given
 * @property {string} [node] the folder that has the scripts of Node's modules
 * @property {string} [wasi] the folder that has the modules of WASI preview 1
 * @property {string} [wait] where programs that stand still find what they wait for
 * @property {string} [workdirName] the name of the working folder
 * @property {string} [name] under which the files are kept in this browser; they are not unless given
 * @property {{ bytes?: number, files?: number }} [quota]
 * @property {string} [url] addresses of servers, with `{port}` in it
 * @property {string} [npmrc] settings of npm, such as `registry=` and an address, below those of the project's `.npmrc`
 * @property {boolean} [scripts] whether packages may run scripts while they are installed
 * @property {Ask} [ask] asks registries; the page's `fetch` unless given
 */

/** @typedef {import('./trees.js').Entry} Entry */
/** @typedef {(url: string, headers: Record<string, string>) => Promise<{ status: number, body: Uint8Array }>} Ask */

/** @returns {{ assets: string, node: string, wasi: string, wait: string }} where things are: in an app, or in a site that was written */
function places () {
  const { origin } = globalThis.location
  if (Reflect.get(globalThis, 'isOroRuntime')) {
    return { assets: `${origin}/oro-container/`, node: `${origin}/oro/internal/bundle/`, wasi: `${origin}/oro/wasi/`, wait: `${origin}/oro-container/wait/` }
  }
  const assets = new URL('../../assets/', import.meta.url).href
  return { assets, node: `${assets}node/`, wasi: `${assets}wasi/`, wait: '' }
}

export class PageContainer {
  #kernel
  #torn = false
  /** Lets its name go. */
  #release = () => {}
  /** @type {Ask | null} */
  #ask = null
  /** Gives addresses of servers. @type {((port: number) => string | Promise<string>) | null} */
  #show = null
  #shown = Promise.resolve()
  /** @type {Map<number, PageProcess>} */
  #processes = new Map()
  /** Messages of processes that are not known yet. @type {Map<number, any[]>} */
  #early = new Map()
  /** @type {Map<string, Set<(...args: any[]) => void>>} */
  #listeners = new Map()
  fs

  constructor () {
    this.#kernel = new KernelClient((message) => this.#hear(message))
    this.fs = new PageFiles(this.#kernel)
  }

  /** @param {PageOptions} options @returns {Promise<void>} */
  async boot ({ workdirName = 'project', name, quota, url, npmrc = '', scripts = false, ask, ...given }) {
    this.#ask = ask ?? null
    const where = { ...places(), ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) }
    const resolved = Object.fromEntries(Object.entries(where).map(([key, value]) => [key, value && new URL(value, globalThis.location.href).href]))
    const options = { .../** @type {any} */ (resolved), workdir: workdirName, name: name ?? null, quota: quota ?? null, url: url ?? 'http://localhost:{port}/', npmrc, scripts, asksPage: Boolean(ask) }
    try {
      if (name) this.#release = await takeName(name)
      await this.#kernel.boot(options)
    } catch (error) {
      this.#release()
      this.#kernel.end()
      throw error
    }
  }

  get path () { return this.#kernel.path }

  get workdir () { return this.#kernel.workdir }

  /** @returns {import('../types.js').Capabilities} */
  get capabilities () { return this.#kernel.capabilities }

  /**
   * @param {Record<string, any> | Entry[] | Uint8Array} given a tree, entries, or what `export()` makes as `binary` or `zip`
   * @param {{ mountPoint?: string }} [options]
   */
  async mount (given, { mountPoint = '' } = {}) {
    if (given instanceof Uint8Array) {
      const format = given[0] === 0x50 && given[1] === 0x4b ? 'zip' : 'binary'
      return this.#kernel.call('unpack', { data: given, format, at: mountPoint })
    }
    await this.#kernel.call('mount', { entries: Array.isArray(given) ? given : entriesOf(given), at: mountPoint })
  }

  /**
   * @param {string} path
   * @param {{ format?: 'json' | 'entries' | 'binary' | 'zip', includes?: string[], excludes?: string[] }} [options] globs
   * @returns {Promise<any>} the tree, its entries, or bytes
   */
  async export (path, { format = 'json', includes = [], excludes = [] } = {}) {
    if (format === 'binary' || format === 'zip') return this.#kernel.call('pack', { path, format, includes, excludes })
    const chosen = includes.length || excludes.length
    const entries = await this.#kernel.call(chosen ? 'choose' : 'export', chosen ? { path, includes, excludes } : { path })
    if (format === 'entries') return entries
    if (format !== 'json') throw new TypeError(`Cannot export as "${format}": there are json, entries, binary and zip`)
    if (entries.length === 1 && entries[0].path === '') throw new Error(`Cannot export "${path}" as json: it is a file`)
    return treeOf(entries)
  }

  /**
   * @param {string} command
   * @param {string[]} [args]
   * @param {{ cwd?: string, env?: Record<string, string | number | boolean>, output?: boolean, errors?: 'merged' | 'apart' | 'none', terminal?: { cols: number, rows: number }, clear?: boolean }} [options]
   */
  async spawn (command, args = [], { cwd = '', env = {}, output = true, errors = 'merged', terminal, clear = false } = {}) {
    const texts = Object.fromEntries(Object.entries(env).map(([key, value]) => [key, String(value)]))
    const pid = await this.#kernel.call('spawn', { argv: [command, ...args.map(String)], cwd, env: texts, output, errors, terminal: terminal ?? null, clear })
    const process = new PageProcess(this.#kernel, pid, errors === 'apart')
    this.#processes.set(pid, process)
    for (const message of this.#early.get(pid) ?? []) process.hear(message)
    this.#early.delete(pid)
    return process
  }

  /** @returns {Promise<any[]>} */
  processes () {
    return this.#kernel.call('processes')
  }

  /**
   * Ask a server in the container.
   * @param {number} port
   * @param {RequestInfo | URL} input its origin does not count
   * @param {RequestInit} [init]
   * @returns {Promise<Response>}
   */
  fetch (port, input, init) {
    return requested(this.#kernel, port, input, init)
  }

  /**
   * Ask a server in the container, and answer with all that it says: of a `Response` some headers are left out.
   * @param {import('./requests.js').Asked} request
   */
  ask (request) {
    return asked(this.#kernel, request)
  }

  /**
   * Ask a server in the container for another protocol.
   * @param {{ port: number, path: string, headers: string[][] }} request
   */
  upgrade (request) {
    return upgraded(this.#kernel, request)
  }

  /**
   * @param {string} event
   * @param {(...args: any[]) => void} listener
   * @returns {() => void} ends that
   */
  on (event, listener) {
    const listeners = this.#listeners.get(event) ?? new Set()
    this.#listeners.set(event, listeners.add(listener))
    return () => { listeners.delete(listener) }
  }

  /**
   * Have events tell addresses of servers that frames can load.
   * @param {(port: number) => string | Promise<string>} show gives them
   */
  showBy (show) {
    this.#show = show
  }

  /**
   * Have the previews of a site shown: by their addresses, with scripts that run first in documents.
   * @param {string} address with `{port}` in it
   * @param {string[]} scripts functions
   * @param {boolean | 'exceptions-only'} forwardErrors which errors of documents are told as `preview-message`
   */
  async showPreviews (address, scripts, forwardErrors) {
    await this.#kernel.call('show_previews', { address, scripts, forward_errors: forwardErrors })
  }

  /**
   * Set a script for the documents of a site's previews that are loaded later.
   * @param {string} source its text; none of an empty one
   * @param {import('../types.js').PreviewScriptOptions} [options]
   */
  async setPreviewScript (source, { type, defer = false, async: asynchronous = false } = {}) {
    await this.#kernel.call('set_preview_script', { source, type: type ?? null, defer, asynchronous })
  }

  /** @param {string} path @param {string[][]} headers @returns {Promise<string[][]>} those of a request as the server of a preview gets it */
  previewRequest (path, headers) {
    return this.#kernel.call('preview_request', { path, headers })
  }

  /**
   * @param {number} port
   * @param {string} path
   * @param {string[][]} headers of the answer of a preview's server
   * @param {boolean} document whether it may be a document
   * @returns {Promise<{ headers: [string, string][], change: TransformStream<Uint8Array, Uint8Array> | null }>} those for the browser, and what changes the body
   */
  async previewAnswer (port, path, headers, document) {
    const { headers: changed, number } = await this.#kernel.call('preview_answer', { port, path, headers, document })
    const feed = async (/** @type {Uint8Array | null} */ data, /** @type {TransformStreamDefaultController<Uint8Array>} */ controller) => {
      const fed = await this.#kernel.call('feed_document', { number, data })
      if (fed.length) controller.enqueue(fed)
    }
    const change = number && new TransformStream({ transform: feed, flush: (controller) => feed(null, controller) })
    return { headers: changed, change: change || null }
  }

  /** Tell of an error in a document of a preview. @param {number} port @param {string} name of the preview @param {Uint8Array} body */
  async previewMessage (port, name, body) {
    const message = await this.#kernel.call('preview_message', { port, name, body })
    if (message) this.#emit('preview-message', message)
  }

  /** Keep the files as they are. @returns {Promise<number>} what `restore()` takes */
  snapshot () {
    return this.#kernel.call('snapshot')
  }

  /** @param {number} state */
  async restore (state) {
    await this.#kernel.call('restore', { state })
  }

  /** End it once the files of one with a name are kept. @returns {Promise<void>} */
  async close () {
    await this.save().catch((error) => this.#emit('error', { message: `Cannot keep the container's files: ${error.message}` }))
    this.teardown()
  }

  /** Wait until the files of a container with a name are kept. @returns {Promise<void>} */
  save () {
    return this.#kernel.save()
  }

  teardown () {
    if (this.#torn) throw new Error('WebContainer already torn down')
    this.#torn = true
    this.#kernel.end()
    for (const process of this.#processes.values()) process.drop()
    this.#release()
  }

  /** @param {any} message */
  #hear (message) {
    const { kind } = message
    if (kind === 'port' || kind === 'server-ready') return this.#tellPort(message)
    if (kind === 'error') return this.#emit('error', { message: message.message })
    if (kind === 'watched') return this.fs.hear(message.watch, message.changes)
    if (kind === 'install') return this.#emit('install', message)
    if (kind === 'ask') return void this.#asked(message)
    if ('pid' in message) this.#hearProcess(message)
  }

  /** Tell of ports in their order, each with the address that frames load. @param {any} message */
  #tellPort ({ kind, port, type, url }) {
    const show = this.#show
    const tell = (/** @type {string} */ address) => kind === 'port' ? this.#emit('port', port, type, address) : this.#emit('server-ready', port, address)
    if (!show) return tell(url)
    this.#shown = this.#shown.then(async () => {
      if (this.#torn) return
      try {
        tell(await show(port))
      } catch (error) {
        this.#emit('error', { message: `Cannot show port ${port}: ${/** @type {Error} */ (error).message}` })
      }
    })
  }

  /** @param {{ id: number, url: string, headers: Record<string, string> }} asked */
  async #asked ({ id, url, headers }) {
    const said = await /** @type {Ask} */ (this.#ask)(url, headers).catch((/** @type {Error} */ error) => ({ error: error.message }))
    this.#kernel.answer(id, said)
  }

  /** @param {any} message */
  #hearProcess (message) {
    const process = this.#processes.get(message.pid)
    if (process) return process.hear(message)
    const held = this.#early.get(message.pid) ?? []
    held.push(message)
    this.#early.set(message.pid, held)
    // Children of programs are no processes of the page; only their ends are told of.
    if (message.kind === 'ended' && held.every(({ kind }) => kind === 'ended')) setTimeout(() => this.#early.delete(message.pid), 1000)
  }

  /** @param {string} event @param {...any} args */
  #emit (event, ...args) {
    for (const listener of [...this.#listeners.get(event) ?? []]) listener(...args)
  }
}

/**
 * Boot a container in this page.
 * @param {PageOptions} [options]
 * @returns {Promise<PageContainer>}
 */
export async function bootPage (options = {}) {
  const container = new PageContainer()
  await container.boot(options)
  return container
}
