/**
 * A worker's answer on its way to the host: its name where the host has the body already, else its bytes.
 * @module
 */

import ipc, { openStream } from 'oro:ipc'
import { beginning } from './beginning.js'
import { BODILESS, take } from './held.js'
import { pour } from './pump.js'
import { unseal } from './sealed.js'

/** Bytes of a body that are sent in one call, rather than in pieces. */
const SMALL = 64 << 10
/** Milliseconds what comes next may take to be sent with what came first. */
const PROMPT = 4
/** Milliseconds after which the head is sent alone. */
const LATE = 50

/**
 * Send an answer.
 * @param {import('../boot.js').Config} config
 * @param {string} id of the request
 * @param {Response} response
 * @param {AbortSignal} signal aborted when no page waits for it any more
 * @param {(message: any) => void} tell
 */
export async function send ({ version }, id, response, signal, tell) {
  const sealed = unseal(response)
  if (sealed) return tell({ did: 'answer', id, ...sealed })
  const { status } = response
  const headers = [...response.headers]
  const body = BODILESS.includes(status) ? null : response.body
  const name = body && take(response)
  if (body === null || name) return tell({ did: 'answer', id, status, headers, ...name })
  const head = { worker: version.id, id, status, headers: JSON.stringify(headers) }
  const reader = body.getReader()
  signal.addEventListener('abort', () => { reader.cancel(signal.reason).catch(() => {}) })
  /** @type {Awaited<ReturnType<typeof beginning>>} */
  let begun
  try {
    begun = await beginning(reader, SMALL, PROMPT, LATE)
  } catch (error) {
    console.error(error)
    return tell({ did: 'answer', id, status, headers, broken: true })
  }
  const { first, done, pending } = begun
  if (done) return check(await ipc.write(/** @type {any} */ ('serviceWorker.fetch.response'), head, first, { signal }))
  try {
    await pour(openStream(/** @type {any} */ ('serviceWorker.fetch.response.stream'), head, { signal }), first, reader, pending)
  } catch (/** @type {any} */ error) {
    reader.cancel(error).catch(() => {})
    // The page reads no more of it: that is its right.
    if (error?.name !== 'AbortError') throw error
  }
}

/** @param {any} result */
function check ({ err }) {
  if (err && err.name !== 'NotFoundError') throw err
}
