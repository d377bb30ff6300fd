/**
 * `process` as a worker has it: its own arguments, environment, streams and end.
 * @module
 */

import { Console } from '../console/console.js'
import { nodeError } from '../../base/errors/node.js'
import { process } from '../process/process.js'
import { hold, release } from '../../internal/keep-alive.js'
import { Readable, Writable } from '../stream.js'
import { marked } from './control.js'
import { say } from './ports.js'

/** @typedef {import('./thread.js').Start} Start */

/**
 * @param {Start} start
 * @param {(code: number) => void} exit
 */
export function take (start, exit) {
  const { port, filename, argv, execArgv, env } = start
  const stdout = output(port, 1)
  const stderr = output(port, 2)
  const own = {
    argv: [process.argv[0] ?? 'oro', start.eval ? '[worker eval]' : new URL(filename).pathname, ...argv],
    execArgv,
    env: ownEnvironment(env),
    stdin: input(start.stdin),
    stdout,
    stderr,
    exit: (/** @type {number | string} */ code = process.exitCode ?? 0) => exit(Number(code)),
    reallyExit: (/** @type {number} */ code) => exit(code)
  }
  for (const [name, value] of Object.entries(own)) define(process, name, value)
  for (const name of ['abort', 'chdir', 'initgroups', 'setegid', 'seteuid', 'setgid', 'setgroups', 'setuid']) {
    define(process, name, () => { throw nodeError(TypeError, 'ERR_WORKER_UNSUPPORTED_OPERATION', `process.${name}() is not supported in workers`) })
  }
  Object.assign(globalThis, { process })
  if (start.stdout) write(['debug', 'info', 'log'], stdout)
  if (start.stderr) write(['error', 'trace', 'warn'], stderr)
}

/**
 * @param {MessagePort} port
 * @param {1 | 2} fd
 */
function output (port, fd) {
  const stream = new Writable({
    decodeStrings: true,
    write (chunk, _encoding, callback) {
      say(port, marked({ kind: 'output', fd, chunk }))
      callback()
    }
  })
  return Object.assign(stream, { fd, isTTY: false })
}

/** @param {MessagePort | null} from */
function input (from) {
  const stream = Object.assign(new Readable({ read () { if (from) hold(stream) }, destroy: done }), { fd: 0, isTTY: false })
  /** @param {Error | null} error @param {(error: Error | null) => void} callback */
  function done (error, callback) {
    release(stream)
    callback(error)
  }
  if (!from) {
    stream.push(null)
    return stream
  }
  // Only a reader waits for more.
  EventTarget.prototype.addEventListener.call(from, 'message', (event) => { stream.push(/** @type {MessageEvent} */ (event).data) })
  from.start()
  stream.once('end', () => release(stream))
  return stream
}

/** @param {Record<string, string>} variables */
function ownEnvironment (variables) {
  return new Proxy({ ...variables }, {
    set (target, key, value) {
      target[/** @type {string} */ (key)] = `${value}`
      return true
    }
  })
}

/**
 * Have the console write to a stream.
 * @param {('debug' | 'error' | 'info' | 'log' | 'trace' | 'warn')[]} names
 * @param {import('../stream.js').Writable} stream
 */
function write (names, stream) {
  const to = new Console({ stdout: stream, stderr: stream })
  for (const name of names) console[name] = to[name].bind(to)
}

/**
 * @param {any} object
 * @param {string} name
 * @param {any} value
 */
function define (object, name, value) {
  Object.defineProperty(object, name, { value, writable: true, configurable: true, enumerable: true })
}
