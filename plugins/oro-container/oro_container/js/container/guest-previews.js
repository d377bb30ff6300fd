import { request, write } from 'oro:ipc'

const EMPTY = [204, 205, 304]

/**
 * Previews of the host for a container that runs in this page: frames show its servers in origins of their own.
 * @param {import('./page/engine.js').PageContainer} container
 * @returns {Promise<{ end: () => void }>}
 */
export async function showByHost (container) {
  const { id } = await asked('container.guest.begin', {})
  container.showBy(async (port) => (await asked('container.guest.show', { id, port })).url)
  answerAll(container, id)
  return { end: () => { asked('container.guest.end', { id }).catch(() => {}) } }
}

/** @param {import('./page/engine.js').PageContainer} container @param {string} id */
async function answerAll (container, id) {
  try {
    for (;;) {
      const { err, data } = await request(/** @type {any} */ ('container.guest.take'), { id }, { responseType: 'arraybuffer' })
      if (err || !data.byteLength) return
      answer(container, id, new Uint8Array(data)).catch(() => {})
    }
  } catch {
    // The page goes.
  }
}

/** @param {import('./page/engine.js').PageContainer} container @param {string} id @param {Uint8Array} bytes */
async function answer (container, id, bytes) {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0)
  const { number, port, method, path, headers } = JSON.parse(new TextDecoder().decode(bytes.subarray(4, 4 + length)))
  const body = bytes.slice(4 + length)
  /** @param {any} head */
  const begin = (head) => given('container.guest.head', { id, number }, JSON.stringify(head))
  /** @param {Uint8Array | string} data */
  const send = (data) => given('container.guest.piece', { id, number }, data)
  let response
  try {
    response = await container.fetch(port, path, { method, headers, ...(body.length ? { body } : {}) })
  } catch (error) {
    await begin({ status: 502, headers: [['content-type', 'text/plain; charset=utf-8']] })
    await send(/** @type {Error} */ (error).message)
    return send('')
  }
  const reader = response.body?.getReader()
  try {
    await begin({ status: response.status, headers: [...response.headers] })
    if (!EMPTY.includes(response.status) && reader) {
      for (let step = await reader.read(); !step.done; step = await reader.read()) await send(step.value)
    }
    await send('')
  } catch (error) {
    // Who asked went away, or the program ended in the middle.
    await reader?.cancel().catch(() => {})
    await send('').catch(() => {})
  }
}

/** @param {any} route @param {Record<string, any>} params @returns {Promise<any>} */
async function asked (route, params) {
  const { err, data } = await request(route, params)
  if (err) throw err
  return data
}

/** @param {any} route @param {Record<string, any>} params @param {Uint8Array | string} body */
async function given (route, params, body) {
  const { err } = await write(route, params, /** @type {any} */ (body))
  if (err) throw err
}
