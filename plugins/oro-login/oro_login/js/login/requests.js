/**
 * Requests that the host makes with a token. Either way goes a head, four bytes of length and as much JSON, and then the
 * body.
 * @module
 */

import { openStream, stream } from 'oro:ipc'
import { whenCarrier } from 'oro:ipc/carrier'

/** @typedef {Uint8Array<ArrayBuffer>} Bytes */
/** @typedef {{ url: string, method: string, headers: [string, string][], redirect: string }} Head */
/** @typedef {Omit<RequestInit, 'body'> & { body?: any, duplex?: 'half' }} FetchInit */

const LENGTH = 4
const BODILESS = [101, 204, 205, 304]
const GIVEN = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']

/**
 * @param {string} name of the account
 * @param {RequestInfo | URL} input
 * @param {FetchInit} init
 * @returns {Promise<Response>}
 */
export async function ask (name, input, init) {
  const given = input instanceof Request ? input : null
  const signal = init.signal ?? given?.signal ?? undefined
  signal?.throwIfAborted()
  const url = new URL(given ? given.url : String(input), globalThis.location?.href).href
  const method = methodOf(init.method ?? given?.method ?? 'GET')
  const headers = new Headers(init.headers ?? given?.headers)
  const body = await bodyOf(init.body ?? (given && !['GET', 'HEAD'].includes(method) ? given : null), headers)
  if (body && ['GET', 'HEAD'].includes(method)) throw new TypeError(`Cannot fetch "${url}": a request by ${method} has no body`)
  const redirect = init.redirect ?? given?.redirect ?? 'follow'
  const head = framed({ url, method, headers: [...headers], redirect })
  try {
    const streams = body instanceof ReadableStream && await whenCarrier(signal)
    const answer = streams ? streamed(name, head, body, signal) : await whole(name, head, body, signal)
    return await responseOf(answer, url, method)
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    throw error
  }
}

/** @param {string} name @param {Bytes} head @param {Bytes | ReadableStream<any> | null} body @param {AbortSignal} [signal] */
async function whole (name, head, body, signal) {
  const given = body instanceof ReadableStream ? new Uint8Array(await new Response(body).arrayBuffer()) : body
  const sent = given?.length ? new Uint8Array(await new Blob([head, given]).arrayBuffer()) : head
  const response = await stream('login.fetch', { name }, { body: sent, signal })
  return /** @type {ReadableStream<Bytes>} */ (response.body)
}

/** @param {string} name @param {Bytes} head @param {ReadableStream<any>} body @param {AbortSignal} [signal] */
function streamed (name, head, body, signal) {
  const { readable, writable } = openStream('login.fetch', { name }, { signal })
  send(writable.getWriter(), head, body.getReader())
  return readable
}

/** @param {WritableStreamDefaultWriter<Bytes>} writer @param {Bytes} head @param {ReadableStreamDefaultReader<any>} reader */
async function send (writer, head, reader) {
  try {
    await writer.write(head)
    for (let next; !(next = await reader.read()).done;) await writer.write(bytesOf(next.value))
    await writer.close()
  } catch (error) {
    // The server may answer without reading all of it; its answer, or the error of the body, is told to the reader.
    await Promise.allSettled([reader.cancel(error), writer.abort(error)])
  }
}

/**
 * @param {ReadableStream<Bytes>} stream a head and a body
 * @param {string} asked the address
 * @param {string} method
 */
async function responseOf (stream, asked, method) {
  const reader = stream.getReader()
  let held = /** @type {Bytes} */ (new Uint8Array())
  const read = async (/** @type {number} */ size) => {
    while (held.length < size) {
      const { value, done } = await reader.read()
      if (done) throw new TypeError(`Cannot fetch "${asked}": its answer has no head`)
      held = held.length ? new Uint8Array(await new Blob([held, value]).arrayBuffer()) : value
    }
    const taken = held.subarray(0, size)
    held = held.subarray(size)
    return taken
  }
  const length = await read(LENGTH)
  const { status, statusText, headers, url } = JSON.parse(
    new TextDecoder().decode(await read(new DataView(length.buffer, length.byteOffset).getUint32(0))))
  const bodiless = method === 'HEAD' || BODILESS.includes(status)
  if (bodiless) reader.cancel().catch(() => {})
  const response = new Response(bodiless ? null : rest(held, reader), { status, statusText, headers })
  Object.defineProperty(response, 'url', { value: url, configurable: true })
  Object.defineProperty(response, 'redirected', { value: url !== asked.replace(/#.*/, ''), configurable: true })
  return response
}

/** @param {Bytes} held what was read already @param {ReadableStreamDefaultReader<Bytes>} reader @returns {ReadableStream<Bytes>} */
function rest (held, reader) {
  return new ReadableStream({
    start (controller) {
      if (held.length) controller.enqueue(held)
    },
    async pull (controller) {
      const { value, done } = await reader.read()
      if (done) controller.close()
      else controller.enqueue(value)
    },
    cancel: (reason) => reader.cancel(reason)
  }, { highWaterMark: 0 })
}

/** @param {Head} head @returns {Bytes} */
function framed (head) {
  const text = new TextEncoder().encode(JSON.stringify(head))
  const bytes = new Uint8Array(LENGTH + text.length)
  new DataView(bytes.buffer).setUint32(0, text.length)
  bytes.set(text, LENGTH)
  return bytes
}

/** @param {any} piece of a body @returns {Bytes} */
function bytesOf (piece) {
  if (piece instanceof Uint8Array) return /** @type {Bytes} */ (piece)
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
