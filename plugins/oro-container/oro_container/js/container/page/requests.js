/**
 * Requests of the page to servers in a container. A body of an answer is read piece by piece: the program that writes it waits for
 * who reads it.
 * @module
 */

/** @typedef {import('./kernel.js').KernelClient} KernelClient */

const EMPTY = [101, 204, 205, 304]

/**
 * @param {KernelClient} kernel
 * @param {number} port
 * @param {RequestInfo | URL} input
 * @param {RequestInit} [init]
 * @returns {Promise<Response>}
 */
export async function requested (kernel, port, input, init) {
  const base = `http://localhost:${port}/`
  const request = new Request(input instanceof Request ? input : new URL(String(input), base).href, init)
  const { pathname, search } = new URL(request.url)
  const body = new Uint8Array(await request.arrayBuffer())
  const headers = [...request.headers]
  if (!request.headers.has('host')) headers.push(['host', `localhost:${port}`])
  const { port1, port2 } = new MessageChannel()
  request.signal?.addEventListener('abort', () => port1.postMessage({ kind: 'cancel' }), { once: true })
  kernel.fetch({ port, method: request.method, path: pathname + search, headers, body }, port2)
  return answered(port1, request)
}

/** @param {MessagePort} port @param {Request} request @returns {Promise<Response>} */
function answered (port, request) {
  return new Promise((resolve, reject) => {
    /** @type {ReadableStreamDefaultController<Uint8Array>} */
    let controller
    const body = new ReadableStream({
      start (given) { controller = given },
      pull () { port.postMessage({ kind: 'pull' }) },
      cancel () {
        port.postMessage({ kind: 'cancel' })
        port.close()
      }
    }, { highWaterMark: 0 })
    request.signal?.addEventListener('abort', () => {
      reject(request.signal.reason)
      port.close()
    }, { once: true })
    port.onmessage = ({ data }) => {
      if (data.kind === 'refused') {
        reject(Object.assign(new TypeError(data.message), { code: data.code }))
        port.close()
      } else if (data.kind === 'head') {
        const empty = EMPTY.includes(data.status) || request.method === 'HEAD'
        resolve(new Response(empty ? null : body, { status: data.status, statusText: data.message, headers: data.headers }))
      } else if (data.kind === 'data') {
        controller.enqueue(data.data)
      } else if (data.kind === 'end') {
        controller.close()
        port.close()
      } else if (data.kind === 'broken') {
        controller.error(new TypeError('Cannot read the answer: the program ended'))
        port.close()
      }
    }
  })
}
