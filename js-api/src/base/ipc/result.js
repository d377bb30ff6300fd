import { maybeMakeError } from './error.js'
import { Headers } from './headers.js'

const ENVELOPE = new Set(['source', 'token', 'id', 'data', 'err'])

/**
 * The result of a call: either `err` or `data`. It can be taken apart as `[err, data, source, headers]`.
 * @template [D=any] what `data` is when there is no `err`
 */
export class Result {
  #headers

  /**
   * @param {string | null} [id]
   * @param {any} [err] an Error, or null
   * @param {any} [data]
   * @param {string | null} [source] the route
   * @param {any} [headers] anything `Headers.from()` takes; read when first asked for
   */
  constructor (id = null, err = null, data = null, source = null, headers = null) {
    /** @type {string | null} */
    this.id = id
    /** @type {any} */
    this.err = err
    /** @type {D} */
    this.data = data
    /** @type {string | null} */
    this.source = source
    this.#headers = headers
  }

  /**
   * Read an answer: an envelope (`{ data }` or `{ err }`), an Error, a Result, or a value that becomes `data`.
   * @param {any} result
   * @param {any} [maybeError] taken as `err` when the answer has none
   * @param {string | null} [maybeSource] taken as `source` when the answer has none
   * @param {any} [headers]
   * @returns {Result}
   */
  static from (result, maybeError = null, maybeSource = null, headers = null) {
    if (result instanceof Result) {
      result.source ??= maybeSource
      result.err ??= maybeMakeError(maybeError, Result.from)
      return result
    }
    if (result instanceof Error) return new Result(null, result, null, maybeSource, headers)
    if (!isEnvelope(result)) {
      const err = maybeMakeError(maybeError, Result.from)
      return new Result(null, err, result ?? null, maybeSource, headers)
    }
    const err = maybeMakeError(result.err || maybeError, Result.from)
    const data = err ? null : (result.data ?? null)
    return new Result(result.id ?? null, err, data, result.source ?? maybeSource, headers)
  }

  /** @returns {Headers} */
  get headers () {
    this.#headers = Headers.from(this.#headers)
    return this.#headers
  }

  set headers (value) {
    this.#headers = value
  }

  get 0 () {
    return this.err
  }

  get 1 () {
    return this.data
  }

  get 2 () {
    return this.source
  }

  get 3 () {
    return this.headers
  }

  get length () {
    return 4
  }

  /** @returns {Generator<any, void, void>} */
  * [Symbol.iterator] () {
    yield this.err
    yield this.data
    yield this.source
    yield this.headers
  }

  toJSON () {
    const { err } = this
    return {
      headers: this.headers.toJSON(),
      source: this.source,
      data: this.data,
      err: err && { ...err, message: err.message, name: err.name, type: err.constructor.name, code: err.code }
    }
  }
}

/**
 * @param {any} value
 * @returns {boolean}
 */
function isEnvelope (value) {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return false
  if (typeof value.source === 'string' || 'err' in value) return true
  return 'id' in value && Object.keys(value).every((key) => ENVELOPE.has(key))
}
