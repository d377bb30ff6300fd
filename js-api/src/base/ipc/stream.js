/**
 * Answers read piece by piece, and streams of both directions.
 *
 *     const response = await ipc.stream('ai.chat', { prompt })
 *     for await (const bytes of response.body) { ... }
 *
 *     const { readable, writable } = ipc.openStream('shell', { program: 'sh' })
 *
 * @module
 */

import { NotSupportedError, AbortError } from '../errors.js'
import { engine } from '../internal/engine.js'
import { bodyBytes, readResponse, snapshot, viewed } from './body.js'
import { isUnknown, resumeURL } from './carrier-call.js'
import { callCarrier, whenCarrier } from './carrier.js'
import { IncomingStream, watched } from './incoming-stream.js'
import { aborted, answered, unanswered } from './results.js'
import { callURL } from './params.js'
import { LARGE, sizeOf } from './transport.js'

/** @typedef {import('./carrier.js').Carrier} Carrier */
/** @typedef {{ signal?: AbortSignal, type?: string }} StreamOptions `type` is the content type of the body */
/** @typedef {import('./body.js').BodyBytes} BodyBytes */

const BODILESS = [101, 204, 205, 304]

/**
 * Call a route and read its answer as it comes.
 * @template {OroRoute} R
 * @param {R} route
 * @param {OroArguments<R, [options?: StreamOptions & { body?: any }]>} rest parameters, and options: aborting rejects with an
 *   AbortError, also reading the body, and cancels the handler; `body` is sent with POST: bytes, a view, text or a Blob
 * @returns {Promise<Response>} rejects with the route's error, or a NetworkError when the host does not answer
 */
export async function stream (route, ...[params, { body = null, ...options } = {}]) {
  const given = bodyBytes(body)
  // No await without need: the caller may change its bytes as soon as this returns.
  const sent = given instanceof Promise ? await given : given
  const carrier = callCarrier()
  return carrier && sizeOf(sent) < LARGE ? streamOver(carrier, route, params, options, sent) : streamOverScheme(route, callURL(route, params), options, sent)
}

/**
 * The same over this carrier.
 * @param {Carrier} carrier
 * @param {string} route
 * @param {any} [params]
 * @param {StreamOptions} [options]
 * @param {BodyBytes} [body]
 * @returns {Promise<Response>}
 */
export function streamOver (carrier, route, params, options = {}, body = null) {
  const url = callURL(route, params)
  const sent = snapshot(body)
  const overScheme = () => streamOverScheme(route, url, options, sent)
  return new Promise((resolve, reject) => {
    const incoming = new IncomingStream(route, url, {
      begun: (head) => resolve(responseOf(incoming.readable, url, head)),
      ended: () => end(),
      broken: (error) => { end(); reject(error) },
      elsewhere: (at) => { end(); resolve(streamOverScheme(route, at, options, null, url)) },
      lost: (call) => { end(); resolve(call ? resumed(call, options, overScheme) : overScheme()); return true }
    })
    let end = () => {}
    if (options.signal?.aborted) return reject(aborted(route, options.signal.reason).err)
    incoming.exchange = carrier.open(incoming, sent === null ? 'GET' : 'POST', url, options.type ? [['content-type', options.type]] : null, sent)
    if (incoming.exchange === null) resolve(overScheme())
    else end = watched(incoming, options.signal)
  })
}

/**
 * @param {string} route
 * @param {string} url
 * @param {StreamOptions} [options]
 * @param {BodyBytes} [body]
 * @param {string} [shown] the URL the response is to have
 * @returns {Promise<Response>}
 */
async function streamOverScheme (route, url, { signal, type } = {}, body = null, shown = url) {
  const told = (/** @type {any} */ cause) => (signal?.aborted ? aborted(route, signal.reason) : unanswered(route, cause)).err
  try {
    var response = await (body === null ? engine.fetch(url, { signal }) : engine.fetch(url, { method: 'POST', body, signal, headers: type ? { 'content-type': type } : undefined }))
  } catch (error) {
    throw told(error)
  }
  if (!response.ok) throw answered(route, await readResponse(response), response).err
  return responseOf(response.body && guarded(response.body.getReader(), told), shown, response)
}

/**
 * The answer of a call whose connection broke before it began; made again only if it never arrived.
 * @param {string} call
 * @param {StreamOptions} options
 * @param {() => Promise<Response>} again
 */
async function resumed (call, options, again) {
  try {
    return await streamOverScheme('internal.conduit.resume', resumeURL(call), options)
  } catch (/** @type {any} */ err) {
    if (!isUnknown({ err, source: 'internal.conduit.resume' })) throw err
    return again()
  }
}

/**
 * A body whose errors are ours.
 * @param {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>>} reader
 * @param {(cause: any) => any} told
 * @returns {ReadableStream<Uint8Array<ArrayBuffer>>}
 */
function guarded (reader, told) {
  return new ReadableStream({
    async pull (controller) {
      try {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      } catch (error) {
        controller.error(told(error))
      }
    },
    cancel: (reason) => reader.cancel(reason)
  }, { highWaterMark: 0 })
}

/**
 * @param {ReadableStream<Uint8Array<ArrayBuffer>> | null} body
 * @param {string} url
 * @param {{ status: number, headers: any }} head
 */
function responseOf (body, url, { status, headers }) {
  const response = new Response(BODILESS.includes(status) ? null : body, { status, headers })
  Object.defineProperty(response, 'url', { value: url, configurable: true })
  return response
}

/**
 * Open a stream of bytes both ways; the route takes it with `call.stream()`. What is written waits until the
 * host has room, and the host waits until what it sends is read.
 * @template {OroRoute} R
 * @param {R} route
 * @param {OroArguments<R, [options?: StreamOptions]>} rest parameters, and options: aborting breaks both directions with an
 *   AbortError and cancels the handler
 * @returns {{ readable: ReadableStream<Uint8Array<ArrayBuffer>>, writable: WritableStream<any>, closed: Promise<void> }}
 *   `writable` takes bytes, which are not to be changed until `write()` resolves, text and Blobs; `closed` resolves once the route has ended, and rejects with what
 *   broke the stream: the route's error, a NetworkError, or a NotSupportedError where nothing carries streams
 */
export function openStream (route, ...[params, { signal } = {}]) {
  const url = callURL(route, params)
  /** @type {WritableStreamDefaultController} */
  let controller
  /** @type {() => void} */
  let close
  /** @type {(error: any) => void} */
  let fail
  let unwatch = () => {}
  // WebKit loses its way when a stream that is being aborted is told of an error as well.
  const failWriter = (/** @type {any} */ error) => { if (!controller.signal.aborted) controller.error(error) }
  /** @type {Promise<void>} */
  const closed = new Promise((resolve, reject) => { close = resolve; fail = reject })
  closed.catch(() => {})
  const incoming = new IncomingStream(route, url, {
    begun () {},
    ended () {
      unwatch()
      failWriter(new AbortError(`Cannot write to "${route}": the stream has ended`))
      close()
    },
    broken (error) {
      unwatch()
      failWriter(error)
      fail(error)
    }
  })
  const opened = (async () => {
    const carrier = await whenCarrier(signal)
    if (incoming.over) throw aborted(route).err
    const exchange = carrier?.open(incoming, 'GET', url, null, null, true)
    if (!exchange) throw new NotSupportedError(`Cannot open a stream to "${route}": nothing carries streams both ways here; oro-conduit does`)
    incoming.exchange = exchange
    unwatch = watched(incoming, signal)
    return exchange
  })()
  opened.catch((error) => incoming.abort(error))
  const writable = new WritableStream({
    async start (given) {
      controller = given
      // A write that waits for room would keep `abort()` below from ever being called.
      given.signal.addEventListener('abort', () => incoming.abort(aborted(route, given.signal.reason).err))
      await opened
    },
    async write (chunk) {
      await (await opened).write(viewed(await bodyBytes(chunk)))
    },
    async close () {
      (await opened).finish()
    },
    abort: (reason) => incoming.abort(aborted(route, reason).err)
  })
  return { readable: incoming.readable, writable, closed }
}
