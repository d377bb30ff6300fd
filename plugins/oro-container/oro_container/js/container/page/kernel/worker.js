/**
 * The worker of a container's kernel: Python's core with a worker for each program.
 * @module
 */

import { ask } from './asking.js'
import { Journal } from './journal.js'
import { Programs } from './programs.js'
import { loadCore } from './python.js'
import { Shelf } from './shelf.js'

const SAVE_AFTER = 50

class KernelWorker {
  #glue
  #programs
  #journal
  #shelf = new Shelf()
  #turn = false
  #saving = false

  /** Answers that the page is to give, by number. @type {Map<number, (said: any) => void>} */
  #asked = new Map()
  #lastAsked = 0

  /**
   * @param {any} main the Python module
   * @param {{ workdir: string, assets: string, node: string, wasi: string, wait: string, quota: any, url: string, npmrc: string, scripts: boolean, asksPage: boolean }} options
   * @param {Journal | null} journal
   * @param {any[]} records
   */
  constructor (main, options, journal, records) {
    this.#journal = journal
    this.#programs = new Programs(options, {
      heard: (pid, message) => this.#heard(pid, message),
      asked: (request, reply, key, gone) => this.fetch(request, reply, key, gone),
      failed: (pid, why) => this.#failed(pid, why)
    })
    const surroundings = {
      wake: () => this.#wake(),
      later: (/** @type {number} */ ms, /** @type {() => void} */ call) => { setTimeout(() => { call(); this.#wake() }, ms) },
      shelve: (/** @type {string} */ rows, /** @type {Uint8Array<ArrayBuffer>} */ data) => this.#shelf.put(rows, data),
      start: (/** @type {number} */ pid, /** @type {any} */ message) => this.#programs.start(pid, { ...message, files: this.#shelf.shelved }),
      send: (/** @type {number} */ pid, /** @type {any} */ message) => this.#programs.send(pid, message),
      end: (/** @type {number} */ pid) => this.#programs.end(pid),
      ask: (/** @type {string} */ url, /** @type {any} */ headers, /** @type {(said: any) => void} */ done) => this.#ask(options.asksPage, url, headers, done),
      mail: (/** @type {string} */ token, /** @type {any} */ message) => this.#programs.mail(token, message),
      tell: (/** @type {any} */ message) => this.#tell(message)
    }
    const { workdir, quota, url, npmrc, scripts } = options
    this.#glue = main.boot(surroundings, { workdir, quota, url, npmrc, scripts, records })
    this.#wake()
  }

  get told () {
    return { workdir: this.#glue.workdir, path: this.#glue.path, capabilities: this.#glue.capabilities }
  }

  /** @param {number} id @param {string} method @param {any} params */
  call (id, method, params) {
    const answer = this.#glue.call(method, params)
    globalThis.postMessage({ kind: 'answer', id, ...answer })
    this.#wake()
  }

  /** Have a request answered by the program that listens. @param {any} request @param {MessagePort} reply @param {string} key of it @param {() => void} gone told that the program ended */
  fetch (request, reply, key, gone) {
    const { port } = request
    const { data: pid } = this.#glue.call('owner', { port })
    if (pid === undefined || pid === null || !this.#programs.request(pid, request, reply, key, gone)) {
      reply.postMessage({ kind: 'refused', code: 'ECONNREFUSED', message: `Cannot fetch from port ${port}: nothing listens on it in the container` })
      reply.close()
    }
  }

  /** Take note that a request was answered. @param {string} key */
  fetched (key) {
    this.#programs.fetched(key)
  }

  /** Save what is not saved yet. @returns {Promise<void>} */
  async save () {
    if (this.#journal) await this.#journal.put(this.#glue.records())
  }

  /** Take what the page was answered. @param {any} said */
  answered ({ id, said }) {
    this.#asked.get(id)?.(said)
    this.#asked.delete(id)
  }

  /** @param {boolean} page whether it asks @param {string} url @param {Record<string, string>} headers @param {(said: any) => void} done */
  #ask (page, url, headers, done) {
    const end = (/** @type {any} */ said) => {
      done(said)
      this.#wake()
    }
    if (!page) return void ask(url, headers).then(end)
    this.#asked.set(++this.#lastAsked, end)
    globalThis.postMessage({ kind: 'ask', id: this.#lastAsked, url, headers })
  }

  /** @param {any} message */
  #tell (message) {
    if (message.kind === 'changes') return this.#saveSoon()
    globalThis.postMessage(message)
  }

  /** @param {number} pid @param {any} message */
  #heard (pid, message) {
    this.#glue.receive(pid, message)
    this.#wake()
  }

  /** @param {number} pid @param {string} why */
  #failed (pid, why) {
    this.#glue.failed(pid, why)
    this.#wake()
  }

  #wake () {
    if (this.#turn) return
    this.#turn = true
    queueTurn(() => {
      this.#turn = false
      if (this.#glue.run()) this.#wake()
    })
  }

  #saveSoon () {
    if (!this.#journal || this.#saving) return
    this.#saving = true
    setTimeout(() => {
      this.#saving = false
      this.save().catch((error) => globalThis.postMessage({ kind: 'error', message: `Cannot keep the container's files: ${error.message}` }))
    }, SAVE_AFTER)
  }
}

const channel = new MessageChannel()
/** @type {(() => void)[]} */
const turns = []
channel.port1.onmessage = () => turns.shift()?.()

/** Have something done after the messages that wait. @param {() => void} turn */
function queueTurn (turn) {
  turns.push(turn)
  channel.port2.postMessage(null)
}

/** @type {KernelWorker | null} */
let kernel = null

/** @param {any} options */
async function boot (options) {
  const journal = options.name ? await Journal.open(options.name) : null
  const [main, records] = await Promise.all([loadCore(options.assets), journal ? journal.all() : []])
  kernel = new KernelWorker(main, options, journal, records)
  globalThis.postMessage({ kind: 'booted', ...kernel.told })
}

globalThis.onmessage = async ({ data, ports }) => {
  if (data.kind === 'boot') {
    return boot(data).catch((error) => globalThis.postMessage({ kind: 'failed', message: error.message }))
  }
  if (data.kind === 'call') return kernel?.call(data.id, data.method, data.params)
  if (data.kind === 'fetch') return kernel?.fetch(data.request, ports[0], `page:${data.id}`, () => globalThis.postMessage({ kind: 'gone', id: data.id }))
  if (data.kind === 'fetched') return kernel?.fetched(`page:${data.id}`)
  if (data.kind === 'answered') return kernel?.answered(data)
  if (data.kind === 'save') {
    const done = await kernel?.save().then(() => ({}), (error) => ({ error: { message: error.message } }))
    globalThis.postMessage({ kind: 'answer', id: data.id, ...done })
  }
}
