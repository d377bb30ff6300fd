/** Application protocols: Node takes a list, or bytes with a length before each. */

import { Buffer } from 'oro:buffer'
import { outOfRange } from 'oro:errors/node'

/**
 * @param {any} protocols
 * @param {{ ALPNProtocols?: any }} out gets them as bytes
 */
export function convertALPNProtocols (protocols, out) {
  if (Array.isArray(protocols)) {
    out.ALPNProtocols = Buffer.concat(protocols.flatMap((protocol, index) => {
      const name = typeof protocol === 'string' ? Buffer.from(protocol) : protocol
      if (name.byteLength > 255) {
        const error = outOfRange('ALPNProtocols', '<= 255', name.byteLength)
        error.message = `The byte length of the protocol at index ${index} exceeds the maximum length. It must be <= 255. Received ${name.byteLength}`
        throw error
      }
      return [Buffer.from([name.byteLength]), name]
    }))
  } else if (ArrayBuffer.isView(protocols)) {
    out.ALPNProtocols = Buffer.from(new Uint8Array(protocols.buffer, protocols.byteOffset, protocols.byteLength))
  }
}

/**
 * @param {any} protocols either form
 * @returns {string[] | undefined} what the host takes
 */
export function protocolList (protocols) {
  if (!protocols) return undefined
  /** @type {{ ALPNProtocols?: any }} */
  const out = {}
  convertALPNProtocols(protocols, out)
  const bytes = out.ALPNProtocols
  if (!bytes?.length) return undefined
  const names = []
  for (let at = 0; at < bytes.length; at += 1 + bytes[at]) names.push(bytes.subarray(at + 1, at + 1 + bytes[at]).toString('latin1'))
  return names
}
