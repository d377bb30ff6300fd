/** Bring the bytes of a stream of the page to the host, which speaks TLS over them. */

import { request } from 'oro:ipc'
import { done, Handle } from '../net/sockets/handle.js'
import { newId } from '../net/sockets/ids.js'
import { Socket } from '../net/sockets/socket.js'

/**
 * @param {any} stream a Duplex
 * @param {any} secure the TLSSocket over it
 * @returns {Promise<string>} the id of the end that can be made secure
 */
export async function bridged (stream, secure) {
  const [id, other] = [newId(), newId()]
  const info = done(await request('tls.pair', { id, other }))
  const end = new Socket({ handle: new Handle('tls', id), info, allowHalfOpen: true })
  // What was said last goes out before the stream is given up.
  const leave = () => {
    if (!secure.destroyed) return
    if (stream.destroyed) end.destroy()
    else if (stream.writableFinished || end.destroyed) stream.destroy()
  }
  for (const one of [secure, end]) one.once('close', leave)
  end.on('error', () => stream.destroy())
  stream.once('finish', leave)
  stream.once('close', () => {
    if (stream.readableEnded) return leave()
    end.destroy()
    secure.destroy()
  })
  stream.pipe(end).pipe(stream)
  if (secure.destroyed) stream.destroy()
  return other
}
