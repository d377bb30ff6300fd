/** Events of this realm's servers: pages get pushes, workers, which get none, a stream for each server. */

import { stream } from 'oro:ipc'
import { linesOf } from 'oro:internal/lines'

/** @type {Map<string, (source: string, data: any) => void>} */
const receivers = new Map()

/**
 * Have a server's events delivered until the function returned is called.
 * @param {string} id
 * @param {(event: string, data: any) => void} receiver
 * @returns {() => void}
 */
export function receive (id, receiver) {
  if (receivers.size === 0) globalThis.addEventListener('data', onData)
  receivers.set(id, receiver)
  return () => {
    receivers.delete(id)
    if (receivers.size === 0) globalThis.removeEventListener('data', onData)
  }
}

/**
 * Have the events of a server that is open delivered where pushes do not arrive. A page gets them anyway.
 * @param {string} service
 * @param {string} id
 */
export async function hear (service, id) {
  if (typeof document === 'object') return
  try {
    const { body } = await stream(`${service}.server.events`, { id })
    for await (const line of linesOf(/** @type {ReadableStream<Uint8Array>} */ (body))) {
      if (!line) continue
      const { event, data, err } = JSON.parse(line)
      receivers.get(id)?.(event, err ? { err } : data)
    }
  } catch (err) {
    receivers.get(id)?.('close', { err })
  }
}

/** @param {any} event */
function onData ({ detail }) {
  const { source, data, err } = detail?.params ?? {}
  const [, event] = /^(?:net|tls)\.server\.(\w+)$/.exec(String(source)) ?? []
  const about = err ?? data
  if (event) receivers.get(String(about?.serverId ?? about?.id))?.(event, err ? { err } : data)
}
