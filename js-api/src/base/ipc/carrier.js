/**
 * The carrier: a connection to the host that calls take instead of the `ipc:` scheme. A plugin that has one open sets
 * it; calls go back to the scheme when it is gone.
 * @module
 */

import { AbortError } from '../errors.js'

/**
 * @typedef {object} CarriedHead the head of an answer; may be shared between answers
 * @property {number} status
 * @property {readonly (readonly [string, string])[]} headers names in lower case
 * @property {string} type the content type, empty when there is none
 * @property {string} [at] a URL that gives the body, once; the body that comes with this head is empty
 */

/**
 * Callbacks for the events of one exchange: `answer`; or `head`, some `data` and `end`; or, at any time before
 * the end, `failed` or `lost`. None of them may throw.
 * @typedef {object} Sink
 * @property {(head: CarriedHead, body: Uint8Array<ArrayBuffer>) => void} answer a whole answer; the bytes are a view
 * @property {(head: CarriedHead) => void} head
 * @property {(bytes: Uint8Array<ArrayBuffer>) => void} data the bytes are a view; tell `consumed()` when they were taken
 * @property {() => void} end
 * @property {(error: any) => void} failed `message`, `type` and `code` as in an envelope's `err`
 * @property {(call: string | null) => void} lost the connection broke; null when the host cannot have heard of it
 */

/**
 * @typedef {object} CarriedExchange
 * @property {() => void} cancel the handler is cancelled, and the sink hears nothing more
 * @property {(count: number) => void} consumed
 * @property {(bytes: Uint8Array<ArrayBuffer>) => Promise<void> | undefined} write of a duplex exchange
 * @property {() => void} finish of a duplex exchange: the page's side ends
 */

/**
 * @typedef {object} Carrier
 * @property {(sink: Sink, method: string, url: string, headers: readonly [string, string][] | null,
 *   body: Uint8Array<ArrayBuffer> | null, duplex?: boolean) => CarriedExchange | null} open
 *   null when it can take no more; the body is not to be changed until the exchange has ended
 * @property {boolean} [duplexOnly] calls go by the scheme, only streams of both directions take this carrier
 */

/** @type {Carrier | null} */
let current = null
let expected = Boolean(globalThis.__args?.conduit?.auto)
/** @type {Set<() => void>} */
const waiting = new Set()

/**
 * Have calls travel over `carrier` from now on, or over the scheme again. Calls under way stay where they are.
 * @param {Carrier | null} carrier
 * @param {{ expect?: boolean }} [options] whether `whenCarrier()` is to wait for another one
 */
export function setCarrier (carrier, { expect = false } = {}) {
  current = carrier
  expected = expect
  for (const told of waiting) told()
}

/**
 * The carrier for plain calls.
 * @returns {Carrier | null}
 */
export function callCarrier () {
  return current === null || current.duplexOnly ? null : current
}

/**
 * Wait for a carrier if one is expected.
 * @param {AbortSignal} [signal]
 * @returns {Promise<Carrier | null>} null when there is none and none is expected
 */
export function whenCarrier (signal) {
  return new Promise((resolve, reject) => {
    const settle = () => {
      if (signal?.aborted) reject(new AbortError('Cannot wait for a carrier: the signal was aborted', { cause: signal.reason }))
      else if (current || !expected) resolve(current)
      else return
      waiting.delete(settle)
      signal?.removeEventListener('abort', settle)
    }
    waiting.add(settle)
    signal?.addEventListener('abort', settle)
    settle()
  })
}
