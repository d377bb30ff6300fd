import { nodeError } from 'oro:errors/node'

/** @param {'set' | 'append' | 'remove' | 'write' | 'render'} doing */
export function headersSent (doing) {
  return nodeError(Error, 'ERR_HTTP_HEADERS_SENT', `Cannot ${doing} headers after they are sent to the client`)
}

/**
 * The connection ended before its time.
 * @param {string} message for example `socket hang up`
 */
export function connectionReset (message) {
  return nodeError(Error, 'ECONNRESET', message)
}

export function encodingSet () {
  return nodeError(Error, 'ERR_HTTP_SOCKET_ENCODING', 'Changing the socket encoding is not allowed per RFC7230 Section 3.')
}

/** @param {any} status */
export function invalidStatus (status) {
  return nodeError(RangeError, 'ERR_HTTP_INVALID_STATUS_CODE', `Invalid status code: ${status}`)
}

export function trailersInvalid () {
  return nodeError(Error, 'ERR_HTTP_TRAILER_INVALID', 'Trailers are invalid with this transfer encoding')
}

/**
 * @param {number} body bytes
 * @param {number} header bytes
 */
export function lengthMismatch (body, header) {
  const text = `Response body's content-length of ${body} byte(s) does not match the content-length of ${header} byte(s) set in header`
  return nodeError(Error, 'ERR_HTTP_CONTENT_LENGTH_MISMATCH', text)
}

export function bodyNotAllowed () {
  return nodeError(Error, 'ERR_HTTP_BODY_NOT_ALLOWED', 'Adding content for this request method or response status is not allowed.')
}

export function socketAssigned () {
  return nodeError(Error, 'ERR_HTTP_SOCKET_ASSIGNED', 'ServerResponse has an already assigned socket')
}

export function requestTimeout () {
  return nodeError(Error, 'ERR_HTTP_REQUEST_TIMEOUT', 'Request timeout')
}

/** @param {string} method */
export function notImplementedHere (method) {
  return nodeError(Error, 'ERR_METHOD_NOT_IMPLEMENTED', `The ${method} method is not implemented`)
}

/** @param {string} what */
export function unescaped (what) {
  return nodeError(TypeError, 'ERR_UNESCAPED_CHARACTERS', `${what} contains unescaped characters`)
}

/**
 * @param {string} protocol
 * @param {string} expected
 */
export function invalidProtocol (protocol, expected) {
  return nodeError(TypeError, 'ERR_INVALID_PROTOCOL', `Protocol "${protocol}" not supported. Expected "${expected}"`)
}

export function writeAfterEnd () {
  return nodeError(Error, 'ERR_STREAM_WRITE_AFTER_END', 'write after end')
}

/** @param {string} doing */
export function alreadyFinished (doing) {
  return nodeError(Error, 'ERR_STREAM_ALREADY_FINISHED', `Cannot call ${doing} after a stream was finished`)
}

/** @param {string} doing */
export function streamDestroyed (doing) {
  return nodeError(Error, 'ERR_STREAM_DESTROYED', `Cannot call ${doing} after a stream was destroyed`)
}

export function nullWritten () {
  return nodeError(TypeError, 'ERR_STREAM_NULL_VALUES', 'May not write null values to stream')
}

export function cannotPipe () {
  return nodeError(Error, 'ERR_STREAM_CANNOT_PIPE', 'Cannot pipe, not readable')
}
