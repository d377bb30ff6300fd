/** Request and response bodies; the hot path reads a JSON answer once and copies nothing. */

import { joined } from '../../internal/bytes.js'

const JSON_TYPE = 'application/json'
const decoder = new TextDecoder()

/**
 * Make bytes of the body a caller gives. Blob, FormData and streams never reach the engine: WebKitGTK
 * ends the process on some of them.
 * @param {any} body
 * @returns {BodyBytes | Promise<BodyBytes>}
 * @throws {TypeError} it holds no bytes
 * @typedef {string | ArrayBuffer | ArrayBufferView<ArrayBuffer> | null} BodyBytes
 */
export function bodyBytes (body) {
  if (body === null || body === undefined) return null
  if (typeof body === 'string' || body instanceof ArrayBuffer || ArrayBuffer.isView(body)) {
    return /** @type {any} */ (body)
  }
  if (body instanceof Blob) return body.arrayBuffer()
  if (Array.isArray(body)) return new Uint8Array(body)
  throw new TypeError(`Cannot send a body: expected bytes, a string or a Blob, got ${describe(body)}`)
}

/**
 * @param {string | null} type a content type
 * @returns {boolean}
 */
export function isJSON (type) {
  return type !== null && type.startsWith(JSON_TYPE)
}

/**
 * Read an answer as its own type says, or as `responseType` asks; an error's JSON is read either way.
 * @param {Response} response
 * @param {XMLHttpRequestResponseType} [responseType]
 * @returns {Promise<any>}
 * @throws {SyntaxError} it should be JSON and is not
 */
export async function readResponse (response, responseType) {
  const type = response.headers.get('content-type') ?? ''
  if (responseType === 'blob') return response.blob()
  if (type.startsWith(JSON_TYPE) || responseType === 'json') {
    const text = await response.text()
    return text && JSON.parse(text)
  }
  const bytes = responseType === 'arraybuffer' || (!responseType && type && !type.startsWith('text/'))
  return bytes ? response.arrayBuffer() : response.text()
}

/**
 * @param {XMLHttpRequest} xhr a finished synchronous one
 * @returns {any} the parsed JSON, or the text
 * @throws {SyntaxError} it should be JSON and is not
 */
export function readText (xhr) {
  const text = xhr.responseText
  return text && xhr.getResponseHeader('content-type')?.startsWith(JSON_TYPE) ? JSON.parse(text) : text
}

/**
 * The bytes of a synchronous request, which may not have a `responseType`: it was sent with
 * `x-user-defined`, where each character carries one byte. The host puts one in front of what is not JSON, for a
 * byte order mark at the beginning would be taken for another encoding and left out.
 * @param {XMLHttpRequest} xhr
 * @returns {any}
 */
export function readBinaryText (xhr) {
  const text = xhr.responseText
  const json = isJSON(xhr.getResponseHeader('content-type'))
  const start = json ? 0 : 1
  const bytes = new Uint8Array(Math.max(text.length - start, 0))
  for (let index = 0; index < bytes.length; index++) bytes[index] = text.charCodeAt(index + start)
  return json ? JSON.parse(new TextDecoder().decode(bytes)) : bytes.buffer
}

/**
 * Read bytes that came whole the way `readResponse()` reads a response.
 * @param {Uint8Array<ArrayBuffer>} bytes a view, perhaps of more
 * @param {string} type their content type, empty when unknown
 * @param {XMLHttpRequestResponseType} [responseType]
 * @returns {any}
 * @throws {SyntaxError} it should be JSON and is not
 */
export function readBytes (bytes, type, responseType) {
  if (responseType === 'blob') return new Blob([bytes], { type })
  if (type.startsWith(JSON_TYPE) || responseType === 'json') {
    const text = decoder.decode(bytes)
    return text && JSON.parse(text)
  }
  if (responseType !== 'arraybuffer' && (responseType || !type || type.startsWith('text/'))) return decoder.decode(bytes)
  const { buffer, byteLength } = bytes
  return byteLength === buffer.byteLength ? buffer : bytes.slice().buffer
}

/**
 * The bytes of a body as they are now; later changes by the caller do not reach the host.
 * @param {BodyBytes} body
 * @returns {Uint8Array<ArrayBuffer> | null}
 */
export function snapshot (body) {
  if (body === null) return null
  if (typeof body === 'string') return new TextEncoder().encode(body)
  if (body instanceof ArrayBuffer) return new Uint8Array(body.slice(0))
  return new Uint8Array(body.buffer.slice(body.byteOffset, body.byteOffset + body.byteLength))
}

/**
 * The bytes of a body where they lie: not to be changed until they were sent.
 * @param {BodyBytes} body
 * @returns {Uint8Array<ArrayBuffer>}
 */
export function viewed (body) {
  if (body === null) return new Uint8Array()
  if (typeof body === 'string') return new TextEncoder().encode(body)
  if (body instanceof ArrayBuffer) return new Uint8Array(body)
  return new Uint8Array(body.buffer, body.byteOffset, body.byteLength)
}

/**
 * @param {Uint8Array<ArrayBuffer>[]} pieces
 * @returns {Uint8Array<ArrayBuffer>} a copy of them all
 */
export function copied (pieces) {
  return pieces.length === 1 ? new Uint8Array(pieces[0]) : joined(pieces)
}

/** @param {any} value */
function describe (value) {
  return typeof value === 'object' ? value.constructor?.name ?? 'an object' : typeof value
}
