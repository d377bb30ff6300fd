/** The first message of a client, put to the callbacks of a server before it is answered. */

import { nodeError } from 'oro:errors/node'
import { request } from 'oro:ipc'
import { done } from '../net/sockets/handle.js'

/** No client offers it, so that there is no common protocol. */
const NOTHING = '\u0000'

/**
 * @param {any} server
 * @param {Record<string, any>} options of it
 * @param {{ serverId: string, clientId: string }} ids
 * @returns {Promise<Record<string, any>>} what holds for this connection alone; rejects with what a callback says
 */
export async function chosenFor (server, { SNICallback, ALPNCallback }, ids) {
  if (!SNICallback && !ALPNCallback) return {}
  const { servername, alpnProtocols: protocols } = done(await request('tls.server.hello', ids))
  const credentials = SNICallback && servername ? await contextOf(server, SNICallback, servername) : {}
  if (!ALPNCallback || !protocols.length) return credentials
  return { ...credentials, alpnProtocols: [protocolOf(server, ALPNCallback, servername ?? '', protocols)] }
}

/**
 * @param {any} server
 * @param {(name: string, done: (error: any, context?: any) => void) => void} ask
 * @param {string} servername
 * @returns {Promise<Record<string, any>>}
 */
function contextOf (server, ask, servername) {
  return new Promise((resolve, reject) => {
    ask.call(server, servername, (error, context) => error ? reject(error) : resolve(context?.context ?? context ?? {}))
  })
}

/**
 * @param {any} server
 * @param {(hello: { servername: string, protocols: string[] }) => string | undefined} ask
 * @param {string} servername
 * @param {string[]} protocols
 * @returns {string}
 */
function protocolOf (server, ask, servername, protocols) {
  const chosen = ask.call(server, { servername, protocols })
  if (chosen === undefined) return NOTHING
  if (protocols.includes(chosen)) return chosen
  const message = `ALPN callback returned a value (${chosen}) that did not match any of the client's offered protocols (${protocols.join(', ')})`
  throw nodeError(TypeError, 'ERR_TLS_ALPN_CALLBACK_INVALID_RESULT', message)
}
