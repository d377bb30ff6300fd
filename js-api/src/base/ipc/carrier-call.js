/** A call over a carrier; it ends in exactly one Result, over the scheme if need be. */

import { readBytes, copied, snapshot } from './body.js'
import { maybeMakeError } from './error.js'
import { aborted, answered, failed, reasonOf, timedOut, unanswered, unreadable } from './results.js'
import { overScheme } from './scheme.js'

/** @typedef {import('./carrier.js').Sink} Sink */
/** @typedef {import('./carrier.js').CarriedHead} CarriedHead */
/** @typedef {import('./result.js').Result} Result */

/**
 * Milliseconds after which the host may have forgotten a call that arrived: it keeps them for ten seconds after
 * a break, and a page that slept notices late.
 */
const KEPT = 9000

const TEXT = /** @type {[string, string][]} */ ([['content-type', 'text/plain;charset=UTF-8']])

/**
 * @param {import('./carrier.js').Carrier} carrier
 * @param {string} method
 * @param {string} command
 * @param {string} url
 * @param {import('./body.js').BodyBytes} body
 * @param {import('./scheme.js').SchemeOptions} options
 * @returns {Promise<Result>}
 */
export function overCarrier (carrier, method, command, url, body, options) {
  return new Promise((resolve) => new CarrierCall(method, command, url, body, options, resolve).begin(carrier))
}

/** @implements {Sink} */
class CarrierCall {
  /** @type {import('./carrier.js').CarriedExchange | null} */
  #exchange = null
  /** @type {AbortController | null} of the request that took over */
  #controller = null
  /** @type {CarriedHead | null} */
  #head = null
  /** @type {Uint8Array<ArrayBuffer>[]} */
  #pieces = []
  #timer = 0
  #done = false

  /**
   * @param {string} method
   * @param {string} command
   * @param {string} url
   * @param {import('./body.js').BodyBytes} body
   * @param {import('./scheme.js').SchemeOptions} options
   * @param {(result: Result) => void} resolve
   */
  constructor (method, command, url, body, options, resolve) {
    this.method = method
    this.command = command
    this.url = url
    this.text = typeof body === 'string'
    this.body = snapshot(body)
    this.options = options
    this.resolve = resolve
    this.began = performance.now()
    if (options.signal) options.signal.addEventListener('abort', this)
    if (options.timeout) this.#timer = setTimeout(expire, options.timeout, this)
  }

  /** @param {import('./carrier.js').Carrier} carrier */
  begin (carrier) {
    this.#exchange = carrier.open(this, this.method, this.url, this.#headers(), this.body)
    if (this.#exchange === null && !this.#done) this.#again()
  }

  /** @returns {[string, string][] | null} */
  #headers () {
    if (this.options.type) return [['content-type', this.options.type]]
    return this.text ? TEXT : null
  }

  /** @param {Result} result */
  #finish (result) {
    if (this.#done) return
    this.#done = true
    if (this.#timer) clearTimeout(this.#timer)
    if (this.options.signal) this.options.signal.removeEventListener('abort', this)
    this.resolve(result)
  }

  /** @param {Result} result why it ends */
  cancel (result) {
    this.#finish(result)
    this.#exchange?.cancel()
    this.#controller?.abort()
  }

  /** The caller's signal aborted. */
  handleEvent () {
    this.cancel(aborted(this.command, this.options.signal?.reason))
  }

  // -- called by the carrier -----------------------------------------------------------------------

  /** @type {Sink['answer']} */
  answer ({ status, headers, type, at }, body) {
    if (at !== undefined) {
      this.#fetch(at)
      return
    }
    const answer = { status, statusText: reasonOf(status), url: this.url, headers }
    try {
      this.#finish(answered(this.command, readBytes(body, type, this.options.responseType), answer))
    } catch (error) {
      this.#finish(unreadable(this.command, error))
    }
  }

  /** @type {Sink['head']} */
  head (head) {
    this.#head = head
  }

  /** @type {Sink['data']} */
  data (bytes) {
    this.#pieces.push(bytes)
    this.#exchange?.consumed(bytes.length)
  }

  end () {
    if (this.#head === null) this.#finish(unanswered(this.command))
    else this.answer(this.#head, copied(this.#pieces))
  }

  /** @type {Sink['failed']} */
  failed (error) {
    this.#finish(failed(this.command, maybeMakeError(error, this.failed)))
  }

  /** @type {Sink['lost']} */
  lost (call) {
    if (this.#done) return
    if (call === null) this.#again()
    else this.#resume(call)
  }

  // -- over the scheme instead --------------------------------------------------------------------

  /** @param {string} at where the answer is */
  async #fetch (at) {
    this.#finish(await overScheme('GET', this.command, at, null, this.#rest()))
  }

  async #again () {
    const { method, command, url } = this
    const body = this.text ? new TextDecoder().decode(/** @type {Uint8Array} */ (this.body)) : this.body
    this.#finish(await overScheme(method, command, url, body, this.#rest()))
  }

  /**
   * Ask for the answer of a call the host may have heard of; only if it certainly never did is the call made again.
   * @param {string} call
   */
  async #resume (call) {
    const result = await overScheme('GET', this.command, resumeURL(call), null, this.#rest())
    const certain = this.#head === null && performance.now() - this.began < KEPT
    if (!isUnknown(result)) this.#finish(result)
    else if (certain) this.#again()
    else this.#finish(unanswered(this.command))
  }

  #rest () {
    this.#controller ??= new AbortController()
    const { responseType, type } = this.options
    return { signal: this.#controller.signal, responseType, type }
  }
}

/** @param {CarrierCall} call */
function expire (call) {
  call.cancel(timedOut(call.command))
}

/**
 * The URL that gives the answer of a call whose connection broke.
 * @param {string} call
 */
export function resumeURL (call) {
  return `ipc://internal.conduit.resume/?call=${encodeURIComponent(call)}`
}

/**
 * Whether the host says that a call never arrived.
 * @param {{ err: any, source: string | null }} result
 */
export function isUnknown ({ err, source }) {
  return err?.code === 'ERR_CALL_UNKNOWN' && source === 'internal.conduit.resume'
}
