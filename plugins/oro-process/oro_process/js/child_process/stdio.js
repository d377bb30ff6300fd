/** The option `stdio`, in the ways Node takes it. */

import { invalidArgValue, nodeError } from 'oro:errors/node'

/** @typedef {string | (string | number | null | undefined | { fd?: number | null })[]} StdioOptions */
/** @typedef {'pipe' | 'ignore' | 'ipc' | number} Entry a number is a descriptor: 0 to 2 of the app's own process, others of `oro:fs` */
/** @typedef {Entry[]} Stdio */

/**
 * @param {any} stdio
 * @param {boolean} sync
 * @returns {Stdio} three entries at least
 */
export function readStdio (stdio, sync) {
  const entries = typeof stdio === 'string' ? expanded(stdio) : stdio ?? ['pipe', 'pipe', 'pipe']
  if (!Array.isArray(entries)) throw invalidArgValue('stdio', stdio)
  const padded = entries.concat(new Array(Math.max(0, 3 - entries.length)).fill(undefined))
  const found = padded.map((entry, at) => read(entry, at, sync))
  if (found.indexOf('ipc') !== found.lastIndexOf('ipc')) {
    throw nodeError(Error, 'ERR_IPC_ONE_PIPE', 'Child process can have only one IPC pipe')
  }
  return found
}

/** @param {string} word */
function expanded (word) {
  if (!['ignore', 'pipe', 'overlapped', 'inherit'].includes(word)) throw invalidArgValue('stdio', word)
  return [word, word, word]
}

/**
 * @param {any} entry
 * @param {number} at
 * @param {boolean} sync
 * @returns {Entry}
 */
function read (entry, at, sync) {
  if (entry === undefined || entry === null) return at < 3 ? 'pipe' : 'ignore'
  if (entry === 'pipe' || entry === 'overlapped') return 'pipe'
  if (entry === 'ignore') return 'ignore'
  if (entry === 'ipc') {
    if (sync) throw nodeError(Error, 'ERR_IPC_SYNC_FORK', 'IPC cannot be used with synchronous forks')
    return 'ipc'
  }
  const fd = entry === 'inherit' ? at : typeof entry === 'number' ? entry : entry?.fd
  if (typeof fd === 'number' && fd >= 0) return fd
  if (sync || (typeof entry !== 'string' && !ArrayBuffer.isView(entry))) throw invalidArgValue('stdio', entry)
  throw nodeError(
    TypeError, 'ERR_INVALID_SYNC_FORK_INPUT',
    `Asynchronous forks do not support Buffer, TypedArray, DataView or string input: ${typeof entry === 'string' ? `'${entry}'` : entry}`
  )
}
