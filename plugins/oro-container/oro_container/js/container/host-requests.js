/**
 * Requests for servers in containers of the host. Either way goes a head, four bytes of length and as much JSON, and then the body.
 * @module
 */

import { openStream, stream } from 'oro:ipc'
import { whenCarrier } from 'oro:ipc/carrier'
import { bytesOf, collected } from './requests.js'

/** @typedef {import('./requests.js').AskedRequest} AskedRequest */
/** @typedef {import('./requests.js').Answered} Answered */
/** @typedef {Uint8Array<ArrayBuffer>} Bytes */

const LENGTH = 4

/**
 * @param {string} id of the container
 * @param {number} port
 * @param {AskedRequest} asked
 * @returns {Promise<Answered>}
 */
export async function askHost (id, port, { signal, body, ...head }) {
  try {
    const streams = body instanceof ReadableStream && await whenCarrier(signal)
    const answer = streams ? streamed({ id, port }, framed(head), body, signal) : await whole({ id, port }, framed(head), body, signal)
    return await answered(answer)
  } catch (error) {
    if (signal?.aborted) throw signal.reason
    throw error
  }
}

/** @param {{ id: string, port: number }} params @param {Bytes} head @param {Bytes | ReadableStream<any> | null} body @param {AbortSignal} [signal] */
async function whole (params, head, body, signal) {
  // Where nothing carries streams, a body is sent once all of it is there.
  const given = body instanceof ReadableStream ? await collected(body) : body
  const sent = given?.length ? new Uint8Array(await new Blob([head, given]).arrayBuffer()) : head
  const response = await stream('container.fetch', params, { body: sent, signal })
  return /** @type {ReadableStream<Bytes>} */ (response.body)
}

/** @param {{ id: string, port: number }} params @param {Bytes} head @param {ReadableStream<any>} body @param {AbortSignal} [signal] */
function streamed (params, head, body, signal) {
  const { readable, writable } = openStream('container.fetch', params, { signal })
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
    // The server may answer without reading all of it; its answer, or the error of the body, is told to who reads that.
    await Promise.allSettled([reader.cancel(error), writer.abort(error)])
  }
}

/** @param {ReadableStream<Bytes>} stream @returns {Promise<Answered>} */
async function answered (stream) {
  const reader = stream.getReader()
  let held = /** @type {Bytes} */ (new Uint8Array())
  const read = async (/** @type {number} */ size) => {
    while (held.length < size) {
      const { value, done } = await reader.read()
      if (done) throw new TypeError('Cannot read the answer: it has no head')
      held = held.length ? new Uint8Array([...held, ...value]) : value
    }
    const taken = held.subarray(0, size)
    held = held.subarray(size)
    return taken
  }
  const length = await read(LENGTH)
  const size = new DataView(length.buffer, length.byteOffset).getUint32(0)
  const head = JSON.parse(new TextDecoder().decode(await read(size)))
  return { ...head, body: rest(held, reader) }
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

/** @param {object} head @returns {Bytes} */
function framed (head) {
  const text = new TextEncoder().encode(JSON.stringify(head))
  const bytes = new Uint8Array(LENGTH + text.length)
  new DataView(bytes.buffer).setUint32(0, text.length)
  bytes.set(text, LENGTH)
  return bytes
}
