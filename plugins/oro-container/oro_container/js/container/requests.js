/**
 * Requests of the page for servers in a container, as `fetch()` describes them.
 * @module
 */

/**
 * @typedef {object} AskedRequest
 * @property {string} method
 * @property {string} path with its query
 * @property {[string, string][]} headers
 * @property {Uint8Array<ArrayBuffer> | ReadableStream<any> | null} body
 * @property {AbortSignal | undefined} signal
 */

/**
 * @typedef {object} Answered
 * @property {number} status
 * @property {string} reason
 * @property {[string, string][]} headers
 * @property {ReadableStream<Uint8Array<ArrayBuffer>>} body
 */

/** @typedef {Omit<RequestInit, 'body'> & { body?: any, duplex?: 'half' }} FetchInit */

const BODILESS = [101, 204, 205, 304]
const GIVEN = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']

/**
 * @param {number} port
 * @param {RequestInfo | URL} input its origin does not count
 * @param {FetchInit} init
 * @returns {Promise<AskedRequest>}
 */
export async function requestOf (port, input, init) {
  const given = input instanceof Request ? input : null
  const { pathname, search } = new URL(given ? given.url : String(input), `http://localhost:${port}/`)
  const method = methodOf(init.method ?? given?.method ?? 'GET')
  // Those of a Request leave out what browsers keep for themselves, `cookie` for one; here they are the page's.
  const headers = new Headers(init.headers ?? given?.headers)
  const body = await bodyOf(init.body ?? (given && !['GET', 'HEAD'].includes(method) ? given : null), headers)
  if (body && ['GET', 'HEAD'].includes(method)) throw new TypeError(`Cannot fetch from port ${port}: a request by ${method} has no body`)
  return { method, path: pathname + search, headers: [...headers], body, signal: init.signal ?? given?.signal }
}

/**
 * @param {AskedRequest} asked
 * @param {number} port
 * @param {Answered} answered
 * @returns {Response}
 */
export function responseOf ({ method, path }, port, { status, reason, headers, body }) {
  const bodiless = method === 'HEAD' || BODILESS.includes(status)
  const response = new Response(bodiless ? null : body, { status, statusText: reason })
  if (bodiless) body.cancel().catch(() => {})
  // Not those of a Response, which leave `set-cookie` out.
  Object.defineProperty(response, 'headers', { value: new Headers(headers), configurable: true })
  Object.defineProperty(response, 'url', { value: `http://localhost:${port}${path}`, configurable: true })
  return response
}

/** All of a body that comes in pieces. @param {ReadableStream<any>} stream @returns {Promise<Uint8Array<ArrayBuffer>>} */
export async function collected (stream) {
  const reader = stream.getReader()
  const pieces = []
  for (let next; !(next = await reader.read()).done;) pieces.push(bytesOf(next.value))
  return new Uint8Array(await new Blob(pieces).arrayBuffer())
}

/** @param {any} piece of a body @returns {Uint8Array<ArrayBuffer>} */
export function bytesOf (piece) {
  if (piece instanceof Uint8Array) return /** @type {Uint8Array<ArrayBuffer>} */ (piece)
  if (typeof piece === 'string') return new TextEncoder().encode(piece)
  throw new TypeError('Cannot send a body: its stream gives text or Uint8Arrays')
}

/** @param {string} method */
function methodOf (method) {
  const upper = method.toUpperCase()
  return GIVEN.includes(upper) ? upper : method
}

/** @param {any} body @param {Headers} headers gets its type, where it has one */
async function bodyOf (body, headers) {
  if (body === null || body === undefined) return null
  if (body instanceof ReadableStream) return body
  // The engine knows the types of bodies, and their bytes.
  const read = body instanceof Request ? body : new Response(body)
  const type = read.headers.get('content-type')
  if (type && !headers.has('content-type')) headers.set('content-type', type)
  const bytes = new Uint8Array(await read.arrayBuffer())
  return bytes.length || !(body instanceof Request) ? bytes : null
}
