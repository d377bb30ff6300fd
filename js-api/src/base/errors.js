/**
 * Every error class a page can meet. `code` is a stable string; classes that mirror a DOMException
 * carry its legacy name (`ABORT_ERR`), the others an `ERR_` code.
 * @module
 */

import { getMessage, getName } from './errno.js'

export * as default from './errors.js'

export const INDEX_SIZE_ERR = 1
export const NOT_FOUND_ERR = 8
export const NOT_SUPPORTED_ERR = 9
export const INVALID_STATE_ERR = 11
export const SYNTAX_ERR = 12
export const INVALID_ACCESS_ERR = 15
export const TYPE_MISMATCH_ERR = 17
export const SECURITY_ERR = 18
export const NETWORK_ERR = 19
export const ABORT_ERR = 20
export const URL_MISMATCH_ERR = 21
export const QUOTA_EXCEEDED_ERR = 22
export const TIMEOUT_ERR = 23
export const INVALID_NODE_TYPE_ERR = 24
export const DATA_CLONE_ERR = 25

/** Base of the errors below; `code` can be replaced on an instance. */
export class OroError extends Error {
  static code = 'ERR_ORO'

  /** @returns {string} */
  get name () {
    return this.constructor.name
  }

  /** @returns {string} */
  get code () {
    return /** @type {typeof OroError} */ (this.constructor).code
  }

  set code (value) {
    Object.defineProperty(this, 'code', { value, configurable: true, enumerable: true, writable: true })
  }
}

/** The caller gave up, by an AbortSignal or by closing what was asked. */
export class AbortError extends OroError {
  static code = 'ABORT_ERR'
}

/** The request is malformed. */
export class BadRequestError extends OroError {
  static code = 'BAD_REQUEST_ERR'
}

/** Bytes are not text in the encoding asked for, or text cannot be encoded. */
export class EncodingError extends OroError {
  static code = 'ENCODING_ERR'
}

/** A finalizer failed while an object was being collected. */
export class FinalizationRegistryCallbackError extends OroError {
  static code = 'FINALIZATION_REGISTRY_CALLBACK_ERR'
}

/** This class is not made with `new`. */
export class IllegalConstructorError extends TypeError {
  static code = 'ILLEGAL_CONSTRUCTOR_ERR'

  get name () {
    return 'IllegalConstructorError'
  }

  get code () {
    return IllegalConstructorError.code
  }
}

/** An index is out of range. */
export class IndexSizeError extends OroError {
  static code = 'INDEX_SIZE_ERR'
}

/** The host, or a handler in it, failed. */
export class InternalError extends OroError {
  static code = 'INTERNAL_ERR'
}

/** The object does not allow this operation. */
export class InvalidAccessError extends OroError {
  static code = 'INVALID_ACCESS_ERR'
}

/** No answer came back at all. */
export class NetworkError extends OroError {
  static code = 'NETWORK_ERR'
}

/** The origin lacks the permission. */
export class NotAllowedError extends OroError {
  static code = 'NOT_ALLOWED_ERR'
}

/** No such route, file, window or object. */
export class NotFoundError extends OroError {
  static code = 'NOT_FOUND_ERR'
}

/** This engine or platform cannot do it. */
export class NotSupportedError extends OroError {
  static code = 'NOT_SUPPORTED_ERR'
}

/** A part of the interface that does not exist here; nothing was faked. */
export class NotImplementedError extends OroError {
  static code = 'ERR_NOT_IMPLEMENTED'

  /** @param {string} feature for example `fs.cp()` */
  constructor (feature) {
    super(`Cannot use ${feature}: it is not implemented`)
  }
}

/** A module specifier names nothing. */
export class ModuleNotFoundError extends OroError {
  static code = 'MODULE_NOT_FOUND'

  /**
   * @param {string} message
   * @param {string[]} [requireStack]
   */
  constructor (message, requireStack = []) {
    super(message)
    /** @type {string[]} */
    this.requireStack = requireStack
  }
}

/** The operation failed for a reason of its own. */
export class OperationError extends OroError {
  static code = 'OPERATION_ERR'
}

/** A boundary of the sandbox would have been crossed. */
export class SecurityError extends OroError {
  static code = 'SECURITY_ERR'
}

/** The deadline passed first. */
export class TimeoutError extends OroError {
  static code = 'TIMEOUT_ERR'
}

/** A position could not be had; `PERMISSION_DENIED` 1, `POSITION_UNAVAILABLE` 2, `TIMEOUT` 3. */
export class GeolocationPositionError extends OroError {
  static code = 'GEOLOCATION_POSITION_ERR'
}

/** The operating system said no; `code` is the name (`ENOENT`), `errno` the negative number. */
export class ErrnoError extends OroError {
  static code = 'ERR_ERRNO'

  /**
   * @param {number} code a positive errno value
   * @param {string} [message] the system's own description when left out
   * @param {string} [name] the symbolic name, when the host sent it; Linux's when left out
   */
  constructor (code, message, name) {
    const number = Math.abs(code)
    super(message ?? (getMessage(number) || `System error ${number}`))
    /** @type {number} */
    this.errno = -number
    this.code = name ?? (getName(number) || String(-number))
  }
}

/** Classes by the `type` of an error that the host answers. */
export const types = Object.freeze({
  AbortError,
  AggregateError: globalThis.AggregateError,
  BadRequestError,
  EncodingError,
  ErrnoError,
  GeolocationPositionError,
  IndexSizeError,
  InternalError,
  InvalidAccessError,
  NetworkError,
  NotAllowedError,
  NotFoundError,
  NotSupportedError,
  OperationError,
  RangeError: globalThis.RangeError,
  SecurityError,
  TimeoutError,
  TypeError: globalThis.TypeError,
  URIError: globalThis.URIError
})
