/** Ids of sockets: what the host knows them by. */

/** @type {Set<string>} */
const taken = new Set()

const PRIME = 0x100000001b3n
const BASIS = 0xcbf29ce484222325n

/**
 * Take an id. A socket that shares its address has the same one whenever it is made, so that what is kept for
 * the id outlives it; unless a socket of this realm has that id already.
 * @param {{ address: string, port: number } | null} shared
 * @returns {string}
 */
export function takeId (shared) {
  const stable = shared?.port ? String(hash(`${shared.address}:${shared.port}`)) : ''
  const id = stable && !taken.has(stable) ? stable : String(crypto.getRandomValues(new BigUint64Array(1))[0])
  taken.add(id)
  return id
}

/** @param {string} id */
export function giveBack (id) {
  taken.delete(id)
}

/**
 * FNV-1a, 64 bits.
 * @param {string} text
 */
function hash (text) {
  let value = BASIS
  for (const byte of new TextEncoder().encode(text)) value = BigInt.asUintN(64, (value ^ BigInt(byte)) * PRIME)
  return value
}
