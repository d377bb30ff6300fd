import { Buffer } from 'oro:buffer'
import { invalidArgType } from 'oro:errors/node'
import { checkMaxBuffer, checkTimeout, shifted, text } from './arguments.js'
import { codeOf, tooMuch } from './errors.js'
import { killSignal } from './signals.js'
import { spawn } from './spawn.js'

/** @typedef {import('./child.js').ChildProcess} ChildProcess */
/** @typedef {(error: any, stdout: any, stderr: any) => void} Callback */

/**
 * @typedef {import('./arguments.js').SpawnOptions & { encoding?: string | null, maxBuffer?: number }} ExecOptions
 *   `encoding` `buffer` or null gives Buffers; `maxBuffer` counts the bytes of each stream, 1 MiB unless given
 */

const PROMISIFY = Symbol.for('nodejs.util.promisify.custom')
const MAX_BUFFER = 1 << 20
const SAYS_TEXT = ['utf8', 'utf-8', 'ucs2', 'ucs-2', 'utf16le', 'utf-16le', 'latin1', 'binary', 'ascii', 'hex', 'base64', 'base64url']

/**
 * Run a command line in a shell and give what it wrote.
 * @param {string} command
 * @param {ExecOptions | Callback} [options]
 * @param {Callback} [callback]
 * @returns {ChildProcess}
 */
export function exec (command, options, callback) {
  text('command', command)
  if (typeof options !== 'function') checkCallback(callback)
  const done = typeof options === 'function' ? options : callback
  const given = typeof options === 'function' ? {} : { ...options }
  const shell = typeof given.shell === 'string' ? given.shell : true
  return awaitable((ended) => execFile(command, { ...given, shell }, ended), done)
}

/**
 * Let a program be waited for, too: `const { stdout } = await exec('ls')` settles as `promisify(exec)` does.
 * @param {(ended: Callback) => ChildProcess} run
 * @param {Callback} [callback]
 */
function awaitable (run, callback) {
  /** @type {Callback} */
  let settle = () => {}
  const ended = new Promise((resolve, reject) => {
    settle = (error, stdout, stderr) => error ? reject(Object.assign(error, { stdout, stderr })) : resolve({ stdout, stderr })
  })
  ended.catch(() => {})
  const child = run((error, stdout, stderr) => {
    settle(error, stdout, stderr)
    callback?.(error, stdout, stderr)
  })
  return Object.defineProperty(child, 'then', { value: ended.then.bind(ended), configurable: true, writable: true })
}

/**
 * Run a program and give what it wrote.
 * @param {string} file
 * @param {readonly string[] | ExecOptions | Callback | null} [args]
 * @param {ExecOptions | Callback | null} [options]
 * @param {Callback | null} [callback]
 * @returns {ChildProcess}
 */
export function execFile (file, args, options, callback) {
  const [words, asked, done] = executed(args, options, callback)
  const all = { encoding: 'utf8', timeout: 0, maxBuffer: MAX_BUFFER, shell: false, ...asked }
  all.killSignal = killSignal(all.killSignal) ?? 'SIGTERM'
  checkTimeout(all.timeout)
  checkMaxBuffer(all.maxBuffer)
  const { timeout, ...rest } = all
  const child = spawn(file, words, { ...rest, stdio: undefined, detached: undefined })
  return new Gathering(child, [file, ...words].join(' '), all, done).child
}

/**
 * Read the forms of `execFile()`: arguments, options and callback, each of which may be left out.
 * @param {any} args
 * @param {any} options
 * @param {any} callback
 * @returns {[args: any, options: any, callback: Callback | undefined]}
 */
function executed (args, options, callback) {
  if (typeof args === 'function') return [[], undefined, args]
  if (args !== undefined && args !== null && typeof args === 'object' && !Array.isArray(args)) return executed([], args, options)
  if (typeof options === 'function') return [shifted(args, undefined)[0], undefined, options]
  if (options !== undefined && options !== null && typeof options !== 'object') throw invalidArgType('options', 'of type object', options)
  checkCallback(callback)
  return [shifted(args, undefined)[0], options, callback ?? undefined]
}

/** @param {any} callback */
function checkCallback (callback) {
  if (callback !== undefined && callback !== null && typeof callback !== 'function') throw invalidArgType('callback', 'of type function', callback)
}

/** Collects the output of a program until it ends or is killed. */
class Gathering {
  /** @type {Record<string, any[]>} */
  #pieces = { stdout: [], stderr: [] }
  /** @type {any} */
  #error = null
  #killed = false
  #done = false
  /** @type {any} */
  #timer

  /**
   * @param {ChildProcess} child
   * @param {string} command
   * @param {any} options
   * @param {Callback} [callback]
   */
  constructor (child, command, options, callback) {
    this.child = child
    this.command = command
    this.options = options
    this.callback = callback
    const { encoding, timeout } = options
    this.encoding = encoding && encoding !== 'buffer' && SAYS_TEXT.includes(String(encoding).toLowerCase()) ? encoding : null
    if (timeout > 0) this.#timer = setTimeout(() => this.#kill(), timeout)
    this.#gather('stdout')
    this.#gather('stderr')
    child.on('close', (code, signal) => this.#finish(code, signal))
    child.on('error', (error) => this.#fail(error))
  }

  /** @param {'stdout' | 'stderr'} name */
  #gather (name) {
    const stream = this.child[name]
    if (!stream) return
    if (this.encoding) stream.setEncoding(this.encoding)
    let length = 0
    stream.on('data', (/** @type {any} */ chunk) => {
      const encoding = stream.readableEncoding
      const before = length
      length += encoding ? Buffer.byteLength(chunk, encoding) : chunk.length
      const whole = !(length > this.options.maxBuffer)
      this.#pieces[name].push(whole ? chunk : chunk.slice(0, this.options.maxBuffer - before))
      if (whole) return
      this.#error = tooMuch(name)
      this.#kill()
    })
  }

  #kill () {
    this.child.stdout?.destroy()
    this.child.stderr?.destroy()
    this.#killed = true
    try {
      this.child.kill(this.options.killSignal)
    } catch (error) {
      this.#error ??= error
      this.#finish(null, null)
    }
  }

  /** @param {any} error */
  #fail (error) {
    this.#error = error
    this.child.stdout?.destroy()
    this.child.stderr?.destroy()
    this.#finish(null, null)
  }

  /**
   * @param {number | null} code
   * @param {string | null} signal
   */
  #finish (code, signal) {
    if (this.#done) return
    this.#done = true
    clearTimeout(this.#timer)
    if (!this.callback) return
    const stdout = this.#joined('stdout')
    const stderr = this.#joined('stderr')
    if (!this.#error && code === 0 && signal === null) return this.callback(null, stdout, stderr)
    this.#error ??= this.#failure(code, signal, stderr)
    this.#error.cmd = this.command
    this.callback(this.#error, stdout, stderr)
  }

  /**
   * @param {number | null} code
   * @param {string | null} signal
   * @param {any} stderr
   */
  #failure (code, signal, stderr) {
    const shown = code !== null && code < 0 ? codeOf({ errno: code }) : code
    const killed = this.child.killed || this.#killed
    return Object.assign(new Error(`Command failed: ${this.command}\n${stderr}`), { code: shown, killed, signal })
  }

  /** @param {'stdout' | 'stderr'} name */
  #joined (name) {
    const pieces = this.#pieces[name]
    return this.encoding || this.child[name]?.readableEncoding ? pieces.join('') : Buffer.concat(pieces)
  }
}

/**
 * @param {(...args: any[]) => ChildProcess} run
 * @returns {(...args: any[]) => Promise<{ stdout: any, stderr: any }> & { child: ChildProcess }}
 */
function promised (run) {
  return (...args) => {
    /** @type {any} */
    let child
    const promise = new Promise((resolve, reject) => {
      child = run(...args, (/** @type {any} */ error, /** @type {any} */ stdout, /** @type {any} */ stderr) => {
        if (error) reject(Object.assign(error, { stdout, stderr }))
        else resolve({ stdout, stderr })
      })
    })
    return Object.assign(/** @type {any} */ (promise), { child })
  }
}

Object.defineProperty(exec, PROMISIFY, { value: promised(exec), configurable: true })
Object.defineProperty(execFile, PROMISIFY, { value: promised(execFile), configurable: true })
