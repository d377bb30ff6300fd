import { request, write } from 'oro:ipc'
import { NotSupportedError } from 'oro:errors'
import { exportedFunctions } from './binary/types.js'
import { Deferred } from './deferred.js'
import { filesOf } from './files.js'
import { Inbox } from './inbox.js'
import { componentRefusal } from './module.js'
import { outcome } from './outcome.js'
import { programOf } from './page/program.js'
import { errorOf } from './page/told.js'

/** @typedef {import('./guest.js').Guest} Guest */
/** @typedef {import('./outcome.js').Outcome} Outcome */

/** Bytes that a guest has written and the page has not read, from which on the guest waits. */
export const AHEAD = 1 << 20
/** Lanes of the host to a worker, which cannot hear its page while the guest runs. */
const INPUT = 0
const CONSUMED = 1

/**
 * A guest in a worker of this page.
 * @implements {Guest}
 */
export class PageGuest {
  #id = crypto.randomUUID()
  #task
  /** @type {Worker | null} */
  #worker = null
  #inboxes = [new Inbox(), new Inbox()]
  #consumed = 0
  #wanted = Infinity
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer
  /** @type {Deferred<Outcome>} */
  #ended = new Deferred()
  /** @type {Map<number, Deferred<any[]>>} */
  #calls = new Map()
  /** @type {Deferred<string[]>} */
  #ready = new Deferred()
  #called = 0
  #over = false
  /** Why functions can be called no more. @type {any} */
  #gone = null

  /**
   * @param {import('./guest.js').Task} task
   * @param {boolean} [keep] whether it stays, to have functions called
   */
  constructor (task, keep = false) {
    this.#task = task
    this.keep = keep
  }

  async start () {
    const { module, asked, called, params } = this.#task
    if (asked.fuel !== null) throw refusal(module.name, 'engines of pages count no instructions', 'fuel')
    if (asked.network) throw refusal(module.name, 'pages have no sockets to lend', 'network')
    if (await module.kind() === 'component') throw componentRefusal(module.name)
    const compiled = await module.compiled(asked.memory)
    const program = programOf(compiled, exportedFunctions(await module.bytes()), { name: module.name, called, params, keep: this.keep })
    const { err } = await request('wasm.page.open', { id: this.#id })
    if (err) throw err
    const worker = new Worker(new URL('./page/worker.js', import.meta.url), { type: 'module', name: module.name })
    this.#worker = worker
    worker.onmessage = ({ data }) => this.#hear(data)
    worker.onerror = (event) => {
      event.preventDefault()
      this.#fail(new NotSupportedError(`Cannot run ${module.name} in the page: its worker could not start: ${event.message ?? 'the page allows none'}`))
    }
    const stdin = asked.stdin instanceof Uint8Array ? asked.stdin : null
    const { args, env, trees, clocks, random } = asked
    worker.postMessage({ id: this.#id, ahead: AHEAD, compiled, program, args: [module.name, ...args], env, trees, clocks, random, stdin })
    if (asked.timeout !== null) this.#timer = setTimeout(() => this.kill('timeout'), asked.timeout)
  }

  /** @param {1 | 2} fd @returns {Promise<Uint8Array | null>} */
  async take (fd) {
    const bytes = await this.#inboxes[fd - 1].take()
    if (bytes) this.#read(bytes.length)
    return bytes
  }

  /** @param {Uint8Array<ArrayBuffer>} bytes */
  async write (bytes) {
    if (!bytes.length) return
    const { err } = await write('wasm.page.write', { id: this.#id, lane: INPUT }, bytes)
    if (err) throw err
  }

  async end () {
    await request('wasm.page.end', { id: this.#id, lane: INPUT })
  }

  /** @param {1 | 2} fd */
  close (fd) {
    this.#read(this.#inboxes[fd - 1].discard())
  }

  /** @returns {Promise<Outcome>} */
  wait () {
    return this.#ended.promise
  }

  /** @param {'killed' | 'timeout'} [why] */
  kill (why = 'killed') {
    this.#finish(outcome({ stopped: why }))
  }

  /** @returns {Promise<string[]>} the functions of one that stays, once they can be called */
  ready () {
    return this.#ready.promise
  }

  /**
   * @param {string} name
   * @param {readonly import('./values.js').Value[]} params
   * @returns {Promise<any[]>} its results; rejects when the guest ends
   */
  async call (name, params) {
    const id = ++this.#called
    if (this.#over) throw this.#gone
    /** @type {Deferred<any[]>} */
    const call = new Deferred()
    this.#calls.set(id, call)
    this.#worker?.postMessage({ call: id, name, params })
    return call.promise
  }

  /** @param {any} told */
  #hear (told) {
    if (told.kind === 'output') {
      if (!this.#inboxes[told.fd - 1].put(told.bytes)) this.#read(told.bytes.length)
    } else if (told.kind === 'waits') {
      this.#wanted = told.consumed
      this.#read(0)
    } else if (told.kind === 'ready') {
      this.#ready.resolve(told.functions)
    } else if (told.kind === 'results') {
      this.#calls.get(told.call)?.resolve(told.results)
      this.#calls.delete(told.call)
    } else if (told.kind === 'refused') {
      this.#calls.get(told.call)?.reject(errorOf(told.error))
      this.#calls.delete(told.call)
    } else if (told.kind === 'failed') {
      this.#fail(errorOf(told.error))
    } else {
      const files = Object.fromEntries(told.trees.map((/** @type {any} */ { guest, files }) => [guest, filesOf(files)]))
      this.#finish(outcome({ ...told.outcome, files }))
    }
  }

  /** Tell the worker what was read, if it waits for that. @param {number} size */
  #read (size) {
    this.#consumed += size
    if (this.#consumed < this.#wanted || this.#over) return
    this.#wanted = Infinity
    write('wasm.page.write', { id: this.#id, lane: CONSUMED }, `${this.#consumed}\n`)
  }

  /** @param {any} error */
  #fail (error) {
    this.#ended.reject(error)
    this.#leave(error)
  }

  /** @param {Outcome} ended */
  #finish (ended) {
    this.#ended.resolve(ended)
    const { trap, stopped, code } = ended
    this.#leave(Object.assign(new Error(trap ? `The guest trapped: ${trap.message}` : stopped ? 'The guest was stopped' : `The guest exited with ${code}`), { ended }))
  }

  /** @param {any} why of calls that are not answered */
  #leave (why) {
    if (this.#over) return
    this.#over = true
    this.#gone = why
    clearTimeout(this.#timer)
    this.#worker?.terminate()
    if (this.#worker) request('wasm.page.close', { id: this.#id })
    for (const inbox of this.#inboxes) inbox.end()
    this.#ready.reject(why)
    for (const call of this.#calls.values()) call.reject(why)
    this.#calls.clear()
  }
}

/** @param {string} name @param {string} why @param {string} option */
function refusal (name, why, option) {
  return new NotSupportedError(`Cannot run ${name} in the page with "${option}": ${why}; ask for { engine: 'host' }`)
}
