/** The identity of this realm for the server: a window, a frame or a worker. */

const client = globalThis.__args?.client

/** The id of this realm; a worker makes one of its own. */
export const clientId = client?.id ?? randomId()

/** The id of the window this realm belongs to; null where it belongs to none. */
export const topId = client?.top?.id ?? (client?.type === 'window' ? clientId : null)

/** A random 64-bit number as decimal text. */
export function randomId () {
  const [high, low] = crypto.getRandomValues(new Uint32Array(2))
  return String((BigInt(high) << 32n) | BigInt(low))
}

/**
 * @param {number} port
 * @param {string} client
 * @returns {string}
 */
export function socketURL (port, client) {
  const host = globalThis.__args?.conduit?.hostname ?? 'localhost'
  const names = topId === null ? [client] : [client, topId]
  return `ws://${host}:${port}/${names.map(encodeURIComponent).join('/')}`
}
