/** Programs run to their end while the page stands still. */

import { Buffer } from 'oro:buffer'
import { getName } from 'oro:errno'
import { invalidArgType } from 'oro:errors/node'
import { sendSync, write } from 'oro:ipc'
import { checkMaxBuffer, describe, shifted, text } from './arguments.js'
import { codeOf, startError } from './errors.js'

const MAX_BUFFER = 1 << 20

/**
 * @typedef {import('./arguments.js').SpawnOptions & { encoding?: string | null, maxBuffer?: number, input?: any }} SyncOptions
 */

/**
 * @typedef {object} SyncResult
 * @property {any} [error] why it could not be started, or was cut short
 * @property {number | null} status
 * @property {string | null} signal
 * @property {any[] | null} output by descriptor
 * @property {number} pid
 * @property {any} stdout
 * @property {any} stderr
 */

/**
 * @param {string} file
 * @param {readonly string[] | SyncOptions} [args]
 * @param {SyncOptions} [options]
 * @returns {SyncResult}
 */
export function spawnSync (file, args, options) {
  return run(file, args, options).result
}

/**
 * @param {string} file
 * @param {any} args
 * @param {any} options
 * @returns {{ result: SyncResult, spawnargs: string[], options: any }}
 */
function run (file, args, options) {
  const [words, given] = shifted(args, options)
  if (given !== undefined && (given === null || typeof given !== 'object')) throw invalidArgType('options', 'of type object', given)
  const { described, options: asked, spawnargs } = describe(file, words, { maxBuffer: MAX_BUFFER, ...given }, true)
  checkMaxBuffer(asked.maxBuffer)
  const { timeout, maxBuffer, killSignal, encoding } = asked
  const stdin = bytes(asked.input)
  const head = {
    ...described,
    timeout: timeout ?? 0,
    maxBuffer: Number.isFinite(maxBuffer) ? Math.floor(maxBuffer) : null,
    killSignal: killSignal ?? 'SIGTERM',
    input: stdin === null ? null : 0
  }
  if (stdin !== null) described.stdio[0] = 'pipe'
  const body = packed(head, stdin ?? new Uint8Array())
  const { err, data } = sendSync('child_process.run', {}, { responseType: 'arraybuffer' }, body)
  if (err) throw err
  const told = unpacked(data)
  return { result: outcome(told, described, spawnargs, encoding), spawnargs, options: asked }
}

/**
 * Run a program; give what it wrote.
 * @param {string} file
 * @param {readonly string[] | SyncOptions} [args]
 * @param {SyncOptions} [options]
 * @returns {any}
 * @throws when it could not be started, was cut short, or did not exit with 0
 */
export function execFileSync (file, args, options) {
  const { result, spawnargs, options: asked } = run(file, args, options)
  return written(result, asked, undefined, [file, ...spawnargs.slice(1)])
}

/**
 * Run a command line in a shell; give what it wrote.
 * @param {string} command
 * @param {SyncOptions} [options]
 * @returns {any}
 * @throws as `execFileSync()`
 */
export function execSync (command, options) {
  text('command', command)
  const shell = typeof options?.shell === 'string' ? options.shell : true
  const { result, options: asked } = run(command, [], { ...options, shell })
  return written(result, asked, command, [])
}

/**
 * @param {SyncResult} result
 * @param {any} options
 * @param {string | undefined} command
 * @param {string[]} args
 */
function written (result, options, command, args) {
  if (!options.stdio && result.stderr?.length) write('stderr', {}, result.stderr)
  if (result.error) throw Object.assign(result.error, result)
  if (result.status !== 0) {
    const said = result.stderr?.length ? `\n${result.stderr.toString()}` : ''
    throw Object.assign(new Error(`Command failed: ${command ?? args.join(' ')}${said}`), result)
  }
  return result.stdout
}

/**
 * @param {{ head: any, outputs: Map<number, Buffer> }} told
 * @param {import('./arguments.js').Described} described
 * @param {string[]} spawnargs
 * @param {any} encoding
 * @returns {SyncResult}
 */
function outcome ({ head, outputs }, { file, stdio }, spawnargs, encoding) {
  const refused = (/** @type {number} */ errno, /** @type {string} */ code) =>
    startError(`spawnSync ${file}`, errno, code, file, spawnargs.slice(1))
  if (head.errno) {
    const error = refused(head.errno, codeOf({ errno: head.errno, code: head.name }))
    return { error, status: null, signal: null, output: null, pid: 0, stdout: null, stderr: null }
  }
  const output = stdio.map((what, fd) => {
    const data = outputs.get(fd)
    if (data === undefined || what !== 'pipe') return null
    return encoding && encoding !== 'buffer' ? data.toString(encoding) : data
  })
  const end = { status: head.code, signal: head.signal, output, pid: head.pid, stdout: output[1], stderr: output[2] }
  return head.cut ? { error: refused(-head.cut, getName(head.cut)), ...end } : end
}

/**
 * @param {any} input
 * @returns {Uint8Array | null}
 */
function bytes (input) {
  if (input === undefined || input === null) return null
  if (typeof input === 'string') return Buffer.from(input)
  if (ArrayBuffer.isView(input)) return new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
  throw invalidArgType('options.stdio[0]', 'of type string or an instance of Buffer, TypedArray, or DataView', input)
}

/**
 * @param {any} head
 * @param {Uint8Array} input
 */
function packed (head, input) {
  const json = new TextEncoder().encode(JSON.stringify(head))
  const whole = new Uint8Array(4 + json.length + input.length)
  new DataView(whole.buffer).setUint32(0, json.length)
  whole.set(json, 4)
  whole.set(input, 4 + json.length)
  return whole
}

/** @param {ArrayBuffer} whole */
function unpacked (whole) {
  const length = new DataView(whole).getUint32(0)
  const head = JSON.parse(new TextDecoder().decode(new Uint8Array(whole, 4, length)))
  const outputs = new Map()
  let at = 4 + length
  for (const [fd, size] of head.outputs) {
    outputs.set(fd, Buffer.from(whole, at, size))
    at += size
  }
  return { head, outputs }
}
