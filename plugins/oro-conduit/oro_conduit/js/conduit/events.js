/** The host's events: while a line is open they come over it, otherwise over the page's own held request. */

import { streamOver } from 'oro:ipc/stream'

/**
 * Read the events of this page from `carrier`, or from the scheme again.
 * @param {import('oro:ipc/carrier').Carrier | null} carrier
 */
export function carryEvents (carrier) {
  const events = globalThis.__globals?.get('RuntimeEvents')
  // Only the page's top frame listens.
  events?.carry(carrier && (async () => (await streamOver(carrier, 'internal.events')).body))
}
