/** Reading and writing whole files: what `readFile`, `writeFile` and `appendFile` take besides a path and bytes. */

import { close, open, read, write } from './descriptor.js'
import { dataBytes, decode, encodingOf, optionsOf } from './encoding.js'
import { systemError } from './errors.js'
import * as fds from './fds.js'
import { FileHandle } from './handle.js'
import { perform, performSync } from './operation.js'
import * as operations from './operations.js'
import { joined } from './transfer.js'

/** @typedef {import('./paths.js').PathLike} PathLike */
/** @typedef {PathLike | FileHandle | number} File */
/** @typedef {import('./operation.js').Operation<void>} Done */

/** A body beyond this goes in pieces, below what a host takes in one (`ipc_max_body`). */
const ONE_BODY = 32 << 20
const READ_SIZE = 8 << 20
const EBADF = -9

/**
 * The id of an open file.
 * @param {number} fd
 * @param {string} syscall
 * @returns {string}
 */
export function idOf (fd, syscall) {
  const id = fds.get(fd)
  if (id === undefined) throw systemError(EBADF, 'EBADF', '', { syscall })
  return id
}

/**
 * @param {File} file
 * @param {any} [options] encoding, or `{ encoding, flag, signal }`
 * @returns {Promise<any>} text, or with no encoding bytes
 */
export async function readFile (file, options) {
  const handle = handleOf(file, 'read')
  return handle ? handle.readFile(options) : perform(operations.readFile(/** @type {PathLike} */ (file), options))
}

/**
 * @param {PathLike | number} file
 * @param {any} [options]
 * @returns {any}
 */
export function readFileSync (file, options) {
  if (typeof file !== 'number') return performSync(operations.readFile(file, options))
  const { encoding } = optionsOf(options)
  const id = idOf(file, 'read')
  /** @type {Uint8Array<ArrayBuffer>[]} */
  const pieces = []
  for (;;) {
    const piece = performSync(read(id, READ_SIZE))
    if (piece.length === 0) return decode(joined(pieces), encoding)
    pieces.push(piece)
  }
}

/**
 * Write a file anew. If aborted, part may have been written.
 * @param {File} file
 * @param {any} data text, bytes, or something that yields them
 * @param {any} [options] encoding, or `{ encoding, mode, flag, signal }`
 */
export function writeFile (file, data, options) {
  return put(file, data, { flag: 'w', ...optionsOf(options) }, operations.writeFile)
}

/**
 * Write behind what a file holds.
 * @param {File} file
 * @param {any} data
 * @param {any} [options]
 */
export function appendFile (file, data, options) {
  return put(file, data, { flag: 'a', ...optionsOf(options) }, operations.appendFile)
}

/**
 * @param {PathLike | number} file
 * @param {any} data
 * @param {any} [options]
 */
export function writeFileSync (file, data, options) {
  putSync(file, data, { flag: 'w', ...optionsOf(options) }, operations.writeFile)
}

/**
 * @param {PathLike | number} file
 * @param {any} data
 * @param {any} [options]
 */
export function appendFileSync (file, data, options) {
  putSync(file, data, { flag: 'a', ...optionsOf(options) }, operations.appendFile)
}

/**
 * @param {File} file
 * @param {any} data
 * @param {any} options
 * @param {(path: PathLike, data: any, options: any) => Done} inOne
 */
async function put (file, data, options, inOne) {
  encodingOf(options.encoding)
  const handle = handleOf(file, 'write')
  if (handle) {
    await handle.writeFile(data, options)
    return
  }
  const path = /** @type {PathLike} */ (file)
  if (!isIterable(data) && dataBytes(data, options.encoding).length <= ONE_BODY) {
    await perform(inOne(path, data, options))
    return
  }
  const opened = await FileHandle.open(path, options.flag, options.mode ?? 0o666)
  try {
    await opened.writeFile(data, options)
  } finally {
    await opened.close()
  }
}

/**
 * @param {PathLike | number} file
 * @param {any} data
 * @param {any} options
 * @param {(path: PathLike, data: any, options: any) => Done} inOne
 */
function putSync (file, data, options, inOne) {
  const bytes = dataBytes(data, options.encoding)
  if (typeof file === 'number') {
    writeAllSync(idOf(file, 'write'), bytes)
    return
  }
  if (bytes.length <= ONE_BODY) {
    performSync(inOne(file, bytes, options))
    return
  }
  const { id } = performSync(open(file, options.flag, options.mode ?? 0o666))
  try {
    writeAllSync(id, bytes)
  } finally {
    performSync(close(id))
  }
}

/**
 * @param {string} id
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
function writeAllSync (id, bytes) {
  let rest = bytes
  while (rest.length) rest = rest.subarray(performSync(write(id, rest.subarray(0, ONE_BODY))))
}

/**
 * @param {File} file
 * @param {string} syscall
 * @returns {FileHandle | null}
 */
function handleOf (file, syscall) {
  if (file instanceof FileHandle) return file
  if (typeof file !== 'number') return null
  idOf(file, syscall)
  return FileHandle.from(file)
}

/** @param {any} data */
function isIterable (data) {
  if (typeof data === 'string' || ArrayBuffer.isView(data) || data instanceof ArrayBuffer) return false
  return Boolean(data?.[Symbol.asyncIterator] ?? data?.[Symbol.iterator])
}
