/** Reading and writing whole files, as operations and steps. A file is a path, a number or a FileHandle. */

import { invalidArgType, invalidArgValue } from 'oro:errors/node'
import { joined } from 'oro:internal/bytes'
import { boolean, MAX_UINT32, modeOf } from '../arguments/check.js'
import { idOf } from './by-number.js'
import { close, fsync, open, read, write } from './descriptor.js'
import { copied, dataBytes, decode } from '../arguments/encoding.js'
import { aborted, isDirectory, notWritable } from '../arguments/errors.js'
import { normalizeFlags } from '../flags.js'
import { given, nothing, onPath } from './on-path.js'

/** @typedef {import('../arguments/paths.js').PathLike} PathLike */
/** @typedef {PathLike | number | { id: string, fd: number }} File */
/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/** @typedef {import('./operation.js').Work<void>} Done */
/** @typedef {import('./operation.js').Work<any>} Gives */

/** A body beyond this goes in pieces, below what a host takes in one (`ipc_max_body`). */
const ONE_BODY = 32 << 20
const READ_SIZE = 8 << 20
const WRITE_SIZE = 16 << 20

/**
 * @param {File} file
 * @param {any} [options] encoding, or `{ encoding, flag, signal }`
 * @returns {Gives} text, or with no encoding a Buffer
 */
export function readFile (file, options) {
  const { encoding, flag, signal } = given(options)
  const id = openId(file)
  if (id !== null) return restOf(id, encoding, signal)
  const path = /** @type {PathLike} */ (file)
  const flags = flag === undefined || flag === null ? 0 : normalizeFlags(flag, 'options.flag')
  if (flags !== 0) return opened(path, flags, 0o666, (id) => restOf(id, encoding, signal))
  const receive = (/** @type {ArrayBuffer} */ data) => decode(data, encoding)
  return { ...onPath('fs.readFile', 'open', path, {}, receive), binary: true, signal, told: { EISDIR: isDirectory } }
}

/**
 * Write a file anew. If aborted, part may have been written.
 *
 * `atomic: true`, which Node has not, replaces the file in one step: whatever happens to this page, to the app or to
 * the machine, it has the old contents or the new, and its permission bits. Files of any size go in one body then, so
 * `ipc_max_body` is the limit.
 * @param {File} file
 * @param {any} data text or bytes
 * @param {any} [options] encoding, or `{ encoding, mode, flag, flush, atomic, signal }`
 * @returns {Done}
 */
export function writeFile (file, data, options) {
  return put('fs.writeFile', file, data, { flag: 'w', ...copied(given(options)) })
}

/**
 * Write behind what a file holds.
 * @param {File} file
 * @param {any} data
 * @param {any} [options]
 * @returns {Done}
 */
export function appendFile (file, data, options) {
  return put('fs.appendFile', file, data, { flag: 'a', ...copied(given(options)) })
}

/**
 * As `writeFile()`, and data may be something that yields text or bytes.
 * @param {File} file
 * @param {any} data
 * @param {any} [options]
 * @returns {Done}
 */
export function writeFrom (file, data, options) {
  const chosen = { flag: 'w', ...copied(given(options)) }
  if (!isIterable(data)) return put('fs.writeFile', file, data, chosen)
  const { flag, mode, encoding, signal, atomic } = chosen
  if (atomic) return gathered()
  const id = openId(file)
  if (id !== null) return every(id, data, encoding, signal)
  return opened(/** @type {PathLike} */ (file), flag, mode, (id) => every(id, data, encoding, signal))

  /** @returns {import('./operation.js').Steps<void>} */
  function * gathered () {
    /** @type {Bytes[]} */
    const pieces = []
    yield * each(data, function * (piece) { pieces.push(dataBytes(piece, encoding)) })
    yield /** @type {any} */ (put('fs.writeFile', file, joined(pieces), chosen))
  }
}

/**
 * Read from where the last read ended to the end.
 * @param {string} id
 * @param {any} encoding
 * @param {AbortSignal} [signal]
 * @returns {import('./operation.js').Steps<any>}
 */
export function * restOf (id, encoding, signal) {
  /** @type {Bytes[]} */
  const pieces = []
  for (;;) {
    if (signal?.aborted) throw aborted(signal.reason)
    /** @type {Bytes} */
    const piece = yield read(id, READ_SIZE, -1, signal)
    if (piece.length === 0) return decode(joined(pieces), encoding)
    pieces.push(piece)
  }
}

/**
 * Write everything, from where the last write ended.
 * @param {string} id
 * @param {Bytes} bytes
 * @param {AbortSignal} [signal]
 * @returns {import('./operation.js').Steps<void>}
 */
export function * whole (id, bytes, signal) {
  let rest = bytes
  do {
    if (signal?.aborted) throw aborted(signal.reason)
    rest = rest.subarray(yield write(id, rest.subarray(0, WRITE_SIZE), -1, signal))
  } while (rest.length)
}

/**
 * Write everything that is yielded, from where the last write ended.
 * @param {string} id
 * @param {any} data
 * @param {any} encoding
 * @param {AbortSignal} [signal]
 * @returns {import('./operation.js').Steps<void>}
 */
export function every (id, data, encoding, signal) {
  return each(data, (piece) => whole(id, dataBytes(piece, encoding), signal))
}

/**
 * Take steps for everything that is yielded; what yields is told when it is not read to its end.
 * @param {any} data
 * @param {(piece: any) => import('./operation.js').Steps<void>} take
 * @returns {import('./operation.js').Steps<void>}
 */
function * each (data, take) {
  const source = data[Symbol.asyncIterator]?.() ?? data[Symbol.iterator]()
  let finished = false
  try {
    for (;;) {
      const { done, value } = yield source.next()
      finished = done
      if (done) return
      yield * take(value)
    }
  } finally {
    if (!finished) yield source.return?.()
  }
}

/** @param {any} data */
export function isIterable (data) {
  if (typeof data === 'string' || ArrayBuffer.isView(data)) return false
  return Boolean(data?.[Symbol.asyncIterator] ?? data?.[Symbol.iterator])
}

/**
 * The id of a file that is open already; null for a path.
 * @param {any} file
 * @returns {string | null}
 */
function openId (file) {
  if (Number.isInteger(file) && file >= 0 && file <= MAX_UINT32) return idOf(file)
  return typeof file?.fd === 'number' && typeof file.id === 'string' ? file.id : null
}

/**
 * @param {string} route
 * @param {File} file
 * @param {any} data
 * @param {any} options
 * @returns {Done}
 */
function put (route, file, data, { encoding, mode, flag, flush = false, atomic = false, signal }) {
  const bytes = dataBytes(data, encoding)
  if (typeof flush !== 'boolean' && flush !== null) boolean(flush, 'options.flush')
  boolean(atomic, 'options.atomic')
  const id = openId(file)
  if (atomic) {
    if (id !== null || route !== 'fs.writeFile') throw invalidArgValue('options.atomic', atomic, 'needs writeFile() and a path')
    if (flag !== 'w') throw invalidArgValue('options.flag', flag, 'must be "w" with atomic')
  }
  if (id !== null) return written(id, bytes, flush, signal)
  const path = /** @type {PathLike} */ (file)
  if (!atomic && (flush || bytes.length > ONE_BODY)) return opened(path, flag, mode, (id) => written(id, bytes, flush, signal))
  const described = onPath(route, 'open', path, {}, nothing)
  Object.assign(described.params, { flags: normalizeFlags(flag), mode: modeOf(mode, 0o666), ...(atomic && { atomic }) })
  return { ...described, body: bytes, signal, told: { EBADF: notWritable } }
}

/**
 * @param {string} id
 * @param {Bytes} bytes
 * @param {boolean} flush
 * @param {AbortSignal} [signal]
 * @returns {import('./operation.js').Steps<void>}
 */
function * written (id, bytes, flush, signal) {
  yield * whole(id, bytes, signal)
  if (flush) yield fsync(id)
}

/**
 * Open a file for as long as something takes.
 * @template R
 * @param {PathLike} path
 * @param {any} flags
 * @param {any} mode
 * @param {(id: string) => import('./operation.js').Steps<R>} use
 * @returns {import('./operation.js').Steps<R>}
 */
function opened (path, flags, mode, use) {
  const opening = open(path, flags, mode)
  return steps()

  function * steps () {
    const { id } = yield opening
    try {
      return yield * use(id)
    } finally {
      yield close(id)
    }
  }
}

/**
 * Bytes of a file as a Blob: what it holds now, not what it will.
 * @param {PathLike} path
 * @param {{ type?: string }} [options]
 * @returns {import('./operation.js').Operation<Blob>}
 */
export function openAsBlob (path, options = {}) {
  const { type = '' } = options
  if (typeof type !== 'string') throw invalidArgType('options.type', 'of type string', type)
  const reading = /** @type {import('./operation.js').Operation<any>} */ (readFile(path))
  return { ...reading, read: (data) => new Blob([data], { type }) }
}
