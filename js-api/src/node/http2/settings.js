/**
 * The settings of HTTP/2, and how a frame holds them: six bytes each.
 * @module
 */

import { Buffer } from '../buffer.js'
import { invalidArgType, nodeError } from '../../base/errors/node.js'

/** Of each setting its number in a frame and what it may be; a switch is 0 or 1. @type {Record<string, [id: number, least: number, most: number]>} */
const KNOWN = {
  headerTableSize: [1, 0, 2 ** 32 - 1],
  enablePush: [2, 0, 1],
  maxConcurrentStreams: [3, 0, 2 ** 32 - 1],
  initialWindowSize: [4, 0, 2 ** 32 - 1],
  maxFrameSize: [5, 16384, 2 ** 24 - 1],
  maxHeaderListSize: [6, 0, 2 ** 32 - 1],
  enableConnectProtocol: [8, 0, 1]
}
const SWITCHES = ['enablePush', 'enableConnectProtocol']

export function getDefaultSettings () {
  return Object.assign(Object.create(null), {
    headerTableSize: 4096,
    enablePush: true,
    initialWindowSize: 65535,
    maxFrameSize: 16384,
    maxConcurrentStreams: 2 ** 32 - 1,
    maxHeaderSize: 65535,
    maxHeaderListSize: 65535,
    enableConnectProtocol: false
  })
}

/** @param {string} name @param {any} value @returns {number} */
function checked (name, value) {
  const [, least, most] = KNOWN[name]
  const isSwitch = SWITCHES.includes(name)
  if (isSwitch ? typeof value === 'boolean' : typeof value === 'number' && value >= least && value <= most) return Number(value)
  throw nodeError(isSwitch ? TypeError : RangeError, 'ERR_HTTP2_INVALID_SETTING_VALUE', `Invalid value for setting "${name}": ${value}`)
}

/** @param {Record<string, any>} [settings] @returns {Buffer} */
export function getPackedSettings (settings = {}) {
  if (settings === null || typeof settings !== 'object') throw invalidArgType('settings', 'of type object', settings)
  const { maxHeaderSize, ...rest } = settings
  const all = maxHeaderSize === undefined ? rest : { maxHeaderListSize: maxHeaderSize, ...rest }
  const parts = Object.keys(KNOWN).filter((name) => all[name] !== undefined).map((name) => {
    const part = Buffer.alloc(6)
    part.writeUInt16BE(KNOWN[name][0], 0)
    part.writeUInt32BE(checked(name, all[name]), 2)
    return part
  })
  return Buffer.concat(parts)
}

/** @param {Uint8Array} bytes @param {{ validate?: boolean }} [options] @returns {Record<string, any>} */
export function getUnpackedSettings (bytes, { validate = false } = {}) {
  if (!ArrayBuffer.isView(bytes)) throw invalidArgType('buf', 'an instance of Buffer or TypedArray', bytes)
  if (bytes.length % 6) throw nodeError(RangeError, 'ERR_HTTP2_INVALID_PACKED_SETTINGS_LENGTH', 'Packed settings length must be a multiple of six')
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  /** @type {Record<string, any>} */
  const found = {}
  for (let at = 0; at < view.length; at += 6) {
    const name = Object.keys(KNOWN).find((each) => KNOWN[each][0] === view.readUInt16BE(at))
    if (!name) continue
    const value = view.readUInt32BE(at + 2)
    found[name] = SWITCHES.includes(name) ? value !== 0 : value
    if (name === 'maxHeaderListSize') found.maxHeaderSize = value
    if (validate) checked(name, found[name])
  }
  return found
}
