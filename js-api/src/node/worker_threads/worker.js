/**
 * Node's Worker: a worker of the page, which ends when nothing keeps it, when it says so, when it fails, or when it is
 * terminated.
 * @module
 */

import { NotImplementedError } from '../../base/errors.js'
import { invalidArgType, nodeError } from '../../base/errors/node.js'
import { EventEmitter } from '../events.js'
import { hold, release } from '../../internal/keep-alive.js'
import { nextTick } from '../internal/tick.js'
import { env as ownEnv } from '../process/environment.js'
import { process } from '../process/process.js'
import { Readable, Writable } from '../stream.js'
import { controlIn, unpacked } from './control.js'
import { isCommonJS, locate } from './location.js'
import { carried } from './ports.js'
import { environmentData, threadId } from './thread.js'
import { posting } from './transfer.js'

/**
 * @typedef {object} WorkerOptions
 * @property {any[]} [argv] its `process.argv` after the first two
 * @property {Record<string, any> | symbol | null} [env] its `process.env`; a copy of ours by default
 * @property {boolean} [eval] the first argument is the source of a CommonJS module
 * @property {string[]} [execArgv]
 * @property {string} [name]
 * @property {any} [resourceLimits] a page cannot limit a worker: what is asked for is not in force
 * @property {boolean} [stdin] `stdin` can be written to
 * @property {boolean} [stdout] what it writes comes by `stdout` only
 * @property {boolean} [stderr]
 * @property {Transferable[]} [transferList]
 * @property {any} [workerData]
 */

/** An environment that two threads share; not to be had in a page. */
export const SHARE_ENV = Symbol.for('nodejs.worker_threads.SHARE_ENV')

/** Threads made by one thread: as many as there may be, for their numbers not to meet. */
const MOST = 4096
let made = 0

/** A thread. Events: `online`, `message`, `messageerror`, `error`, `exit`. */
export class Worker extends EventEmitter {
  /** @type {globalThis.Worker} */
  #worker
  #port
  #over = false
  /** @type {Promise<number>} */
  #ended
  /** @type {(code: number) => void} */
  #settle = () => {}
  resourceLimits = {}
  performance = {
    eventLoopUtilization: () => {
      if (this.#over) return { idle: 0, active: 0, utilization: 0 }
      throw new NotImplementedError('worker.performance.eventLoopUtilization()')
    }
  }


  /**
   * @param {string | URL} filename a path of the app's origin, one relative to the page, a URL object, or source
   * @param {WorkerOptions} [options]
   */
  constructor (filename, options = {}) {
    super()
    const { stdin = false, stdout = false, stderr = false } = options
    const execArgv = options.execArgv || []
    const argv = options.argv || []
    if (!Array.isArray(execArgv)) throw invalidArgType('options.execArgv', 'an instance of Array', execArgv)
    if (!Array.isArray(argv)) throw invalidArgType('options.argv', 'an instance of Array', argv)
    if (options.name !== undefined && typeof options.name !== 'string') throw invalidArgType('options.name', 'of type string', options.name)
    const code = locate(filename, Boolean(options.eval))
    const env = environment(options.env)
    this.threadId = threadId * MOST + ++made
    const input = stdin ? new globalThis.MessageChannel() : null
    this.stdin = input && writing(input.port1)
    this.stdout = new Readable({ read () {} })
    this.stderr = new Readable({ read () {} })
    this.#ended = new Promise((resolve) => { this.#settle = resolve })
    const { port1, port2 } = new globalThis.MessageChannel()
    this.#port = port1
    const start = {
      kind: 'start', threadId: this.threadId, workerData: options.workerData, port: port2, environmentData: environmentData(),
      args: globalThis.__args, filename: code, eval: Boolean(options.eval), commonjs: !options.eval && isCommonJS(code),
      argv: argv.map(String), execArgv, env, stdin: input?.port2 ?? null, stdout, stderr
    }
    this.#worker = new globalThis.Worker(new URL('./child.js', import.meta.url), { type: 'module', name: options.name ?? '' })
    try {
      const transfer = [port2, ...input ? [input.port2] : [], ...carried(options.transferList)]
      posting(start, transfer, () => this.#worker.postMessage(start, transfer))
    } catch (error) {
      this.#worker.terminate()
      throw error
    }
    this.#listen()
    if (!stdout) this.stdout.on('data', (chunk) => process.stdout.write(chunk))
    if (!stderr) this.stderr.on('data', (chunk) => process.stderr.write(chunk))
  }

  /**
   * @param {any} message
   * @param {any} [transferList]
   */
  postMessage (message, transferList) {
    if (arguments.length === 0) throw nodeError(TypeError, 'ERR_MISSING_ARGS', 'Not enough arguments to MessagePort.postMessage')
    if (!this.#over) this.#port.postMessage(message, transferList)
  }

  /**
   * End it at once; what it has not said yet is not said.
   * @returns {Promise<number | undefined>} its exit code; undefined when it had ended
   */
  terminate () {
    if (this.#over) return Promise.resolve(undefined)
    this.#worker.terminate()
    this.#end(1)
    return this.#ended
  }

  /** @returns {Promise<never>} no engine gives one of another thread */
  async getHeapSnapshot () {
    if (this.#over) throw nodeError(Error, 'ERR_WORKER_NOT_RUNNING', 'Worker instance not running')
    throw new NotImplementedError('worker.getHeapSnapshot()')
  }

  /** A page never waits for its workers to end; a thread does. */
  ref () { if (!this.#over) hold(this.#worker) }
  unref () { release(this.#worker) }

  #listen () {
    this.#port.onmessage = ({ data }) => {
      if (this.#over) return
      const control = controlIn(data)
      if (control === null) this.emit('message', data)
      else this.#hear(control)
    }
    this.#port.onmessageerror = ({ data }) => { this.emit('messageerror', data) }
    // Only what was thrown before anybody could listen there comes here, such as a file that is not to be had.
    this.#worker.onerror = (event) => {
      event.preventDefault()
      this.#fail(new Error(event.message || `Cannot run worker ${this.threadId}: it could not be loaded`))
    }
  }

  /** @param {import('./control.js').Control} control */
  #hear ({ kind, fd, chunk, error, code }) {
    if (kind === 'online') this.emit('online')
    else if (kind === 'output') (fd === 1 ? this.stdout : this.stderr).push(chunk)
    else if (kind === 'error') this.#fail(unpacked(error))
    else this.#end(code)
  }

  /** @param {any} error */
  #fail (error) {
    if (this.#over) return
    nextTick(() => this.#end(1))
    this.emit('error', error)
  }

  /** @param {number} code */
  #end (code) {
    if (this.#over) return
    this.#over = true
    this.#port.close()
    this.#worker.terminate()
    this.stdin?.destroy()
    this.stdout.push(null)
    this.stderr.push(null)
    nextTick(() => {
      this.threadId = -1
      this.emit('exit', code)
      this.#settle(code)
    })
  }
}

/** @param {MessagePort} port */
function writing (port) {
  return new Writable({
    write (chunk, _encoding, callback) {
      port.postMessage(chunk)
      callback()
    },
    final (callback) {
      port.postMessage(null)
      callback()
    }
  })
}

/**
 * @param {any} env
 * @returns {Record<string, string>}
 */
function environment (env) {
  if (env === SHARE_ENV) throw new NotImplementedError('new Worker() with env SHARE_ENV')
  if (env !== undefined && env !== null && typeof env !== 'object') {
    throw invalidArgType('options.env', 'of type object or one of undefined, null, or worker_threads.SHARE_ENV', env)
  }
  return Object.fromEntries(Object.entries(env ?? ownEnv).map(([key, value]) => [key, `${value}`]))
}
