/** Ids of sockets and servers: what the host knows them by. */

/** @returns {string} one that no other has */
export function newId () {
  return String(crypto.getRandomValues(new BigUint64Array(1))[0])
}
