import { Buffer } from 'oro:buffer'
import { NotImplementedError } from 'oro:errors'
import { invalidArgType, nodeError } from 'oro:errors/node'
import { nextTick } from 'oro:process'
import { Readable } from 'oro:stream'
import { checkSerialization, noNull, shifted } from './arguments.js'
import { attach } from './channel.js'
import { ChildProcess } from './child.js'
import { abortError } from './errors.js'
import { killSignal, signalName, validSignal } from './signals.js'
import { spawn } from './spawn.js'

/**
 * @typedef {object} ForkOptions
 * @property {boolean} [silent] what it writes comes by `stdout` and `stderr`
 * @property {Record<string, string>} [env]
 * @property {string[]} [execArgv]
 * @property {string} [execPath] a Node to run the module in, instead of a worker
 * @property {string | URL} [cwd] of that Node
 * @property {any} [stdio]
 * @property {'json' | 'advanced'} [serialization] `advanced` carries what `postMessage()` does
 * @property {AbortSignal} [signal]
 * @property {number} [timeout]
 * @property {string | number} [killSignal]
 */

/** Numbers of forked workers: above every number that a system gives a process. */
let next = 2 ** 22 + 1

/**
 * Run a module in a worker of this page, with `process.send()`, `process.on('message')` and `process.exit()`.
 * It lives until it exits, either side disconnects, or it is killed. With `execPath` a program runs it, which has to be
 * Node: the module is a file then, and messages go through a pipe.
 * @param {string | URL} modulePath relative to the page
 * @param {readonly string[] | ForkOptions} [args] its `process.argv`
 * @param {ForkOptions} [options]
 * @returns {ChildProcess}
 */
export function fork (modulePath, args, options) {
  if (typeof modulePath !== 'string' && !(modulePath instanceof URL)) {
    throw invalidArgType('modulePath', 'of type string or an instance of Buffer or URL', modulePath)
  }
  const path = noNull('modulePath', String(modulePath), 'a string, Uint8Array, or URL')
  if (args !== undefined && args !== null && typeof args !== 'object') throw invalidArgType('args', 'an instance of Array', args)
  const [words, given] = shifted(args, options)
  if (given !== undefined && given !== null && typeof given !== 'object') throw invalidArgType('options', 'of type object', given)
  checkOwn(given ?? {})
  if (given?.execPath) return forkProgram(modulePath, words, given)
  const asked = { ...given, killSignal: killSignal(given?.killSignal) }
  const piped = readStdio(asked)
  const child = new ForkedWorker(path, words, asked, piped)
  if (asked.timeout > 0) {
    const timer = setTimeout(() => child.kill(asked.killSignal), asked.timeout)
    child.once('exit', () => clearTimeout(timer))
  }
  if (asked.signal) child.endWith(asked.signal, asked.killSignal)
  return child
}

/** @param {ForkOptions} options */
function checkOwn ({ execPath, execArgv = [], serialization }) {
  if (execPath !== undefined) noNull('options.execPath', String(execPath))
  execArgv.forEach((arg, index) => noNull(`options.execArgv[${index}]`, String(arg)))
  checkSerialization(serialization)
}

/**
 * Run a module in a Node of the system.
 * @param {string | URL} modulePath
 * @param {string[]} args
 * @param {ForkOptions} options
 */
function forkProgram (modulePath, args, { execPath, execArgv = [], silent, stdio, ...options }) {
  const file = modulePath instanceof URL ? decodeURIComponent(modulePath.pathname) : modulePath
  const way = silent ? 'pipe' : 'inherit'
  const given = typeof stdio === 'string' ? [stdio, stdio, stdio, 'ipc'] : stdio ?? [way, way, way, 'ipc']
  if (!given.includes('ipc')) throw channelRequired()
  return spawn(/** @type {string} */ (execPath), [...execArgv, file, ...args], { ...options, stdio: given, shell: false })
}

function channelRequired () {
  return nodeError(Error, 'ERR_CHILD_PROCESS_IPC_REQUIRED', "Forked processes must have an IPC channel, missing value 'ipc' in options.stdio")
}

class ForkedWorker extends ChildProcess {
  /** @type {Worker} */
  #worker
  #advanced
  #over = false
  #channel

  /**
   * @param {string} path
   * @param {string[]} args
   * @param {ForkOptions} options
   * @param {boolean} piped
   */
  constructor (path, args, options, piped) {
    super()
    this.pid = next++
    this.spawnfile = path
    this.spawnargs = [path, ...args]
    this.#advanced = options.serialization === 'advanced'
    this.stdin = null
    this.stdout = piped ? new Readable({ read () {} }) : null
    this.stderr = piped ? new Readable({ read () {} }) : null
    this.stdio = [null, this.stdout, this.stderr, null]
    this.#worker = new Worker(new URL('./fork/worker.js', import.meta.url), { type: 'module', name: path })
    this.#channel = attach(this, {
      post: (message, done) => {
        this.#worker.postMessage({ kind: 'message', message: this.#advanced ? message : JSON.stringify(message) })
        nextTick(done)
      },
      close: () => { if (!this.#over) this.#worker.postMessage({ kind: 'disconnect' }) }
    })
    this.#worker.onmessage = ({ data }) => this.#hear(data)
    this.#worker.onerror = (event) => {
      event.preventDefault()
      this.#write(2, `${event.message ?? `Cannot load "${path}"`}\n`)
      this.#end(1, null)
    }
    const { env = null, execArgv = [] } = options
    const module = new URL(path, globalThis.document?.baseURI ?? globalThis.location.href).href
    this.#worker.postMessage({ kind: 'start', module, path, args, env, execArgv, piped, pid: this.pid, advanced: this.#advanced })
    nextTick(() => this.emit('spawn'))
  }

  /** @param {string | number} [signal] every one but 0 ends it */
  kill (signal = 'SIGTERM') {
    const asked = validSignal(signal)
    if (this.#over) return false
    this.killed = true
    if (asked !== 0) setTimeout(() => this.#end(null, signalName(asked)))
    return true
  }

  /**
   * @param {AbortSignal} signal
   * @param {string | number} [kill]
   */
  endWith (signal, kill) {
    const abort = () => {
      if (!this.kill(kill)) return
      this.emit('error', abortError(signal.reason))
    }
    if (signal.aborted) nextTick(abort)
    else signal.addEventListener('abort', abort, { once: true })
    this.once('exit', () => signal.removeEventListener('abort', abort))
  }

  /** @param {any} told */
  #hear ({ kind, message, fd, text, code }) {
    if (this.#over) return
    if (kind === 'message') this.#channel.receive(this.#advanced ? message : JSON.parse(message))
    else if (kind === 'output') this.#write(fd, text)
    else if (kind === 'disconnect') this.#channel.end()
    else if (kind === 'exit') this.#end(code, null)
  }

  /**
   * @param {number} fd
   * @param {string} text
   */
  #write (fd, text) {
    const stream = this.stdio[fd]
    if (stream) stream.push(Buffer.from(text))
    else if (fd === 2) console.error(text)
  }

  /**
   * @param {number | null} code
   * @param {string | null} signal
   */
  #end (code, signal) {
    if (this.#over) return
    this.#over = true
    this.#worker.terminate()
    this.exitCode = code
    this.signalCode = signal
    this.#channel.end()
    /** @type {any[]} */
    const open = [this.stdout, this.stderr].filter((stream) => stream && !stream.closed)
    let left = open.length + 1
    const closed = () => { if (--left === 0) this.emit('close', code, signal) }
    for (const stream of open) stream.on('close', closed).push(null)
    nextTick(() => {
      this.emit('exit', code, signal)
      for (const stream of open) if (!stream.readableFlowing) stream.resume()
      closed()
    })
  }
}

/**
 * @param {any} options
 * @returns {boolean} whether its output is wanted here
 */
function readStdio ({ stdio, silent }) {
  if (stdio === undefined || stdio === null) return Boolean(silent)
  if (stdio === 'pipe' || stdio === 'inherit') return stdio === 'pipe'
  if (!Array.isArray(stdio)) throw new NotImplementedError('fork() with that stdio')
  if (!stdio.includes('ipc')) throw channelRequired()
  return stdio[1] === 'pipe'
}
