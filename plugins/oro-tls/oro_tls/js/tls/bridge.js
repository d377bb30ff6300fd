/** Bring the bytes of a stream of the page to the host, which speaks TLS over them. */

import { request } from 'oro:ipc'
import { done, Handle } from '../net/sockets/handle.js'
import { newId } from '../net/sockets/ids.js'
import { Socket } from '../net/sockets/socket.js'

/**
 * @param {import('oro:stream').Duplex} stream
 * @returns {Promise<string>} the id of the end that can be made secure
 */
export async function bridged (stream) {
  const [id, other] = [newId(), newId()]
  const info = done(await request('tls.pair', { id, other }))
  const end = new Socket({ handle: new Handle('tls', id), info, allowHalfOpen: true })
  end.on('error', () => stream.destroy())
  end.once('close', () => stream.destroy())
  stream.once('close', () => end.destroy())
  stream.pipe(end).pipe(stream)
  return other
}
