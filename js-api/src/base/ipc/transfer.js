import { NotImplementedError } from '../errors.js'

/**
 * Collect what a structured clone of `object` can move instead of copy: buffers and ports.
 * @param {Set<Transferable>} transfers added to
 * @param {any} object
 * @returns {Set<Transferable>}
 */
export function findIPCMessageTransfers (transfers, object) {
  visit(object, transfers, new Set())
  return transfers
}

/**
 * Give back what arrived as it is: the platform's own ports arrive whole. Ports of our own do not exist yet.
 * @template T
 * @param {T} object
 * @returns {T}
 */
export function inflateIPCMessageTransfers (object) {
  return object
}

/** A port between realms; not implemented. */
export class IPCMessagePort {
  constructor () {
    throw new NotImplementedError('IPCMessagePort')
  }
}

/** A pair of ports between realms; not implemented. */
export class IPCMessageChannel {
  constructor () {
    throw new NotImplementedError('IPCMessageChannel')
  }
}

/**
 * @param {any} value
 * @param {Set<Transferable>} transfers
 * @param {Set<any>} seen
 */
function visit (value, transfers, seen) {
  if (value === null || typeof value !== 'object' || seen.has(value)) return
  seen.add(value)
  if (ArrayBuffer.isView(value)) visit(value.buffer, transfers, seen)
  else if (value instanceof ArrayBuffer || value instanceof MessagePort) transfers.add(value)
  else if (value instanceof Map) value.forEach((item) => visit(item, transfers, seen))
  else for (const item of Symbol.iterator in value ? value : Object.values(value)) visit(item, transfers, seen)
}
