/**
 * Requests to servers in a container. A body of an answer is read piece by piece: the program that writes it waits for who reads it.
 * @module
 */

import { Wire } from './wire.js'

/** @typedef {{ fetch: (request: any, reply: MessagePort, gone: () => void) => () => void }} Way by which requests go to the kernel; it tells of a program that has ended, until what it gives is called */
/** @typedef {{ port: number, method: string, path: string, headers: string[][], body?: Uint8Array, signal?: AbortSignal | null }} Asked */
/** @typedef {{ status: number, message: string, headers: [string, string][], body: ReadableStream<Uint8Array> }} Answer */

const EMPTY = [101, 204, 205, 304]

/**
 * Ask a server, and answer as `fetch()` does.
 * @param {Way} way
 * @param {number} port
 * @param {RequestInfo | URL} input its origin does not count
 * @param {RequestInit} [init]
 * @returns {Promise<Response>}
 */
export async function requested (way, port, input, init) {
  const request = new Request(input instanceof Request ? input : new URL(String(input), `http://localhost:${port}/`).href, init)
  const { pathname, search } = new URL(request.url)
  const { method, signal } = request
  const body = new Uint8Array(await request.arrayBuffer())
  const { status, message, headers, body: answer } = await asked(way, { port, method, path: pathname + search, headers: [...request.headers], body, signal })
  const empty = EMPTY.includes(status) || method === 'HEAD'
  return new Response(empty ? null : answer, { status, statusText: message, headers })
}

/**
 * Ask a server, and answer with what it says.
 * @param {Way} way
 * @param {Asked} request
 * @returns {Promise<Answer>}
 */
export function asked (way, { port, method, path, headers, body = new Uint8Array(), signal }) {
  const { port1, port2 } = new MessageChannel()
  signal?.addEventListener('abort', () => port1.postMessage({ kind: 'cancel' }), { once: true })
  return answered(port1, signal, (gone) => way.fetch({ kind: 'request', port, method, path, headers: completed(headers, port, body), body }, port2, gone))
}

/**
 * Ask a server for another protocol: what it answers, and all that follows, are bytes of the wire.
 * @param {Way} way
 * @param {{ port: number, path: string, headers: string[][] }} request
 * @returns {Wire}
 */
export function upgraded (way, { port, path, headers }) {
  const { port1, port2 } = new MessageChannel()
  const wire = new Wire(port1)
  wire.finished = way.fetch({ kind: 'upgrade', port, method: 'GET', path, headers: completed(headers, port), body: new Uint8Array() }, port2, () => wire.lose())
  return wire
}

/** Add what pages may not say, and servers look for. @param {string[][]} headers @param {number} port @param {Uint8Array} [body] */
function completed (headers, port, body) {
  const names = headers.map(([name]) => name.toLowerCase())
  const host = names.includes('host') ? [] : [['host', `localhost:${port}`]]
  const length = !body?.length || names.includes('content-length') || names.includes('transfer-encoding') ? [] : [['content-length', String(body.length)]]
  return [...headers, ...host, ...length]
}

/** @param {MessagePort} port @param {AbortSignal | null | undefined} signal @param {(gone: () => void) => () => void} begin asks @returns {Promise<Answer>} */
function answered (port, signal, begin) {
  return new Promise((resolve, reject) => {
    const finish = () => {
      done()
      port.close()
    }
    const breakOff = (/** @type {any} */ error) => {
      reject(error)
      controller.error(error)
      finish()
    }
    /** @type {ReadableStreamDefaultController<Uint8Array>} */
    let controller
    const body = new ReadableStream({
      start (given) { controller = given },
      pull () { port.postMessage({ kind: 'pull' }) },
      cancel () {
        port.postMessage({ kind: 'cancel' })
        finish()
      }
    }, { highWaterMark: 0 })
    signal?.addEventListener('abort', () => breakOff(signal.reason), { once: true })
    port.onmessage = ({ data }) => {
      if (data.kind === 'refused') {
        breakOff(Object.assign(new TypeError(data.message), { code: data.code }))
      } else if (data.kind === 'head') {
        const { status, message, headers } = data
        resolve({ status, message, headers, body })
      } else if (data.kind === 'data') {
        controller.enqueue(data.data)
      } else if (data.kind === 'end') {
        controller.close()
        finish()
      } else if (data.kind === 'broken') {
        gone()
      }
    }
    const gone = () => breakOff(new TypeError('Cannot read the answer: the program ended'))
    const done = begin(gone)
  })
}
