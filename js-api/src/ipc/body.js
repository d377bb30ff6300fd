/** Request and response bodies; the hot path reads a JSON answer once and copies nothing. */

const JSON_TYPE = 'application/json'

/**
 * Make bytes of whatever a caller gives. Blob, FormData and streams never reach the engine: WebKitGTK
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
 * As soon as the head is there, have bytes delivered as bytes: text decoding would damage them.
 * @param {XMLHttpRequest} xhr
 */
export function chooseType (xhr) {
  const type = xhr.getResponseHeader('content-type') ?? ''
  if (type && !type.startsWith(JSON_TYPE) && !type.startsWith('text/')) xhr.responseType = 'arraybuffer'
}

/**
 * @param {XMLHttpRequest} xhr a finished one
 * @returns {any} the parsed JSON, or the body as its `responseType` says
 */
export function readBody (xhr) {
  const isJSON = xhr.getResponseHeader('content-type')?.startsWith(JSON_TYPE)
  const { responseType } = xhr
  if (responseType === '' || responseType === 'text') {
    const text = xhr.responseText
    return isJSON && text ? JSON.parse(text) : text
  }
  if (!isJSON || responseType === 'json') return xhr.response
  if (responseType === 'blob') return xhr.response
  return JSON.parse(new TextDecoder().decode(xhr.response))
}

/**
 * The bytes of a synchronous request, which may not have a `responseType`: it was sent with
 * `x-user-defined`, where each character carries one byte.
 * @param {XMLHttpRequest} xhr
 * @returns {any}
 */
export function readBinaryText (xhr) {
  const text = xhr.responseText
  const bytes = new Uint8Array(text.length)
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index)
  if (!xhr.getResponseHeader('content-type')?.startsWith(JSON_TYPE)) return bytes.buffer
  return JSON.parse(new TextDecoder().decode(bytes))
}

/** @param {any} value */
function describe (value) {
  return typeof value === 'object' ? value.constructor?.name ?? 'an object' : typeof value
}
