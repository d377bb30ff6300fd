/** One request of a scheme: given to its handler, the response sent back piece by piece. */

/** @typedef {import('../protocol-handlers.js').Handler} Handler */
/** @typedef {{ id: string, scheme: string, method: string, url: string, headers: [string, string][] }} Asked */

/** Bytes of a response that are sent at once. */
const PIECE = 256 * 1024
const BODILESS = ['GET', 'HEAD']

/**
 * @param {Asked} asked
 * @param {ArrayBuffer} body
 * @param {Handler | undefined} handler
 * @param {AbortController} controller aborted once nobody wants the answer
 * @param {typeof import('oro:ipc').write} write
 */
export async function answer (asked, body, handler, controller, write) {
  const { id, scheme } = asked
  const { signal } = controller
  const put = async (/** @type {Record<string, any>} */ params, /** @type {any} */ bytes) => {
    const { err } = await write('protocol.respond', { id, ...params }, bytes)
    if (err) controller.abort(err)
    return !err
  }
  /** @type {Response} */
  let response
  try {
    if (handler === undefined) throw new Error('its page has no handler for it')
    response = await handler(requestOf(asked, body), { scheme, signal })
    if (!(response instanceof Response)) throw new TypeError('its handler gave no Response')
    if (response.type === 'error') throw new Error('its handler gave Response.error()')
  } catch (error) {
    await refuse(put, error, signal)
    return
  }
  await send(response, put, signal)
}

/**
 * @param {Asked} asked
 * @param {ArrayBuffer} body
 */
function requestOf ({ method, url, headers }, body) {
  return new Request(url, { method, headers, ...(BODILESS.includes(method) ? {} : { body }) })
}

/**
 * @param {Response} response
 * @param {(params: Record<string, any>, bytes: any) => Promise<boolean>} put
 * @param {AbortSignal} signal
 */
async function send (response, put, signal) {
  const head = { status: response.status, headers: JSON.stringify([...response.headers]) }
  const reader = response.body?.getReader()
  if (!reader) {
    await put({ ...head, more: false }, new Uint8Array())
    return
  }
  const stop = () => reader.cancel(signal.reason).catch(() => {})
  signal.addEventListener('abort', stop, { once: true })
  try {
    let params = head
    for (;;) {
      const { done, value } = await reader.read()
      if (signal.aborted) return
      if (done) {
        await put({ ...params, more: false }, new Uint8Array())
        return
      }
      for (let from = 0; from < value.byteLength; from += PIECE) {
        if (!await put({ ...params, more: true }, value.subarray(from, from + PIECE))) return
        params = /** @type {any} */ ({})
      }
    }
  } catch (error) {
    await refuse(put, error, signal)
  } finally {
    signal.removeEventListener('abort', stop)
  }
}

/**
 * @param {(params: Record<string, any>, bytes: any) => Promise<boolean>} put
 * @param {any} error
 * @param {AbortSignal} signal
 */
async function refuse (put, error, signal) {
  if (signal.aborted) return
  console.error(error)
  await put({ error: String(error?.message ?? error) || 'its handler failed', more: false }, new Uint8Array())
}
