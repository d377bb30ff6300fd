/** Arguments of callers, in one form. */

import { invalidArgType } from 'oro:errors/node'
import { ERR_SOCKET_BAD_PORT, ERR_SOCKET_DGRAM_IS_CONNECTED, outOfBounds } from './errors.js'

const BYTES = 'of type string or an instance of Buffer, TypedArray, or DataView'

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/** @typedef {(error: any, bytes?: number) => void} SendCallback */

/**
 * @typedef {object} Sending
 * @property {Bytes[]} list
 * @property {number} port 0 on a connected socket
 * @property {string} address empty for the default
 * @property {SendCallback | undefined} callback
 */

/**
 * Read the forms of `send()`: with or without offset and length, port and address, callback.
 * @param {boolean} connected
 * @param {any[]} args
 * @returns {Sending}
 */
export function sending (connected, [buffer, offset, length, port, address, callback]) {
  if (!connected && (address || (port && typeof port !== 'function'))) {
    buffer = slice(buffer, offset, length)
  } else if (!connected) {
    [callback, port, address] = [port, offset, length]
  } else {
    if (typeof length === 'number') {
      buffer = slice(buffer, offset, length)
      if (typeof port === 'function') [callback, port] = [port, null]
    } else {
      callback = offset
    }
    if (port || address) throw new ERR_SOCKET_DGRAM_IS_CONNECTED()
  }
  const list = listOf(buffer)
  const checked = connected ? 0 : checkedPort(port)
  if (typeof address === 'function') [callback, address] = [address, '']
  else if (address && typeof address !== 'string') throw invalidArgType('address', 'of type string', address)
  return { list, port: checked, address: address || '', callback: typeof callback === 'function' ? callback : undefined }
}

/**
 * @param {any} port a number, or its text
 * @param {boolean} [allowZero]
 * @returns {number}
 */
export function checkedPort (port, allowZero = false) {
  const given = typeof port === 'number' || (typeof port === 'string' && port.trim() !== '')
  const number = Number(given ? port : NaN)
  if (number !== (number >>> 0) || number > 65535 || (number === 0 && !allowZero)) {
    throw new ERR_SOCKET_BAD_PORT(port, allowZero)
  }
  return number
}

/**
 * @param {any} buffer
 * @returns {Bytes[]}
 */
function listOf (buffer) {
  if (!Array.isArray(buffer)) return [bytesOf(buffer) ?? refuse('buffer', buffer)]
  return buffer.map((part) => bytesOf(part) ?? refuse('buffer list arguments', buffer))
}

/**
 * @param {any} buffer
 * @param {any} offset
 * @param {any} length
 * @returns {Bytes}
 */
function slice (buffer, offset, length) {
  const bytes = bytesOf(buffer) ?? refuse('buffer', buffer)
  const [from, size] = [offset >>> 0, length >>> 0]
  if (from > bytes.length) throw outOfBounds('offset')
  if (from + size > bytes.length) throw outOfBounds('length')
  return bytes.subarray(from, from + size)
}

/**
 * @param {any} value
 * @returns {Bytes | null}
 */
function bytesOf (value) {
  if (typeof value === 'string') return new TextEncoder().encode(value)
  if (!ArrayBuffer.isView(value)) return null
  return new Uint8Array(/** @type {ArrayBuffer} */ (value.buffer), value.byteOffset, value.byteLength)
}

/**
 * @param {string} name
 * @param {any} value
 * @returns {never}
 */
function refuse (name, value) {
  throw invalidArgType(name, BYTES, value)
}
