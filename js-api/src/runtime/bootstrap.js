/**
 * Files an app fetches when it first runs: downloaded, checked, and in their place only when they are whole.
 * @module
 */

import { OperationError } from '../base/errors.js'
import { invalidArgType, invalidArgValue } from '../base/errors/node.js'

const ALGORITHMS = new Set(['SHA-1', 'SHA-256', 'SHA-384', 'SHA-512'])

/**
 * @typedef {object} Options
 * @property {string | URL} url where the file is
 * @property {string} dest the path of the file on the machine
 * @property {string} [hash] hexadecimal digest that it must have
 * @property {string} [hashAlgorithm] SHA-256 by default
 * @property {AbortSignal} [signal]
 */

/**
 * Have a file on the machine: one that is there with this digest stays, any other is fetched. Where it fails, or is
 * aborted, what was at `dest` is as it was.
 * @param {Options} options
 * @returns {Promise<void>}
 * @throws {OperationError} the answer is none, or the bytes have another digest
 */
export async function bootstrap ({ url, dest, hash, hashAlgorithm, signal }) {
  if (typeof dest !== 'string') throw invalidArgType('options.dest', 'of type string', dest)
  if (hash !== undefined && await checkHash(dest, hash, hashAlgorithm)) return
  const response = await fetch(url, { signal })
  if (!response.ok) throw new OperationError(`Cannot fetch "${url}": the answer was ${response.status}`)
  const bytes = new Uint8Array(await response.arrayBuffer())
  const found = hash === undefined ? hash : await digest(bytes, hashAlgorithm)
  if (found !== hash?.toLowerCase()) throw new OperationError(`Cannot use "${url}": its digest is "${found}", not "${hash}"`)
  const { rename, rm, writeFile } = await import('oro:fs/promises')
  const part = `${dest}.part`
  try {
    await writeFile(part, bytes, { signal })
    await rename(part, dest)
  } catch (error) {
    await rm(part, { force: true })
    throw error
  }
}

/**
 * @param {string} dest the path of a file on the machine
 * @param {string} hash hexadecimal
 * @param {string} [algorithm] SHA-256 by default
 * @returns {Promise<boolean>} whether the file is there and has this digest
 */
export async function checkHash (dest, hash, algorithm) {
  const { readFile } = await import('oro:fs/promises')
  try {
    return await digest(await readFile(dest), algorithm) === hash.toLowerCase()
  } catch (error) {
    if (/** @type {any} */ (error).code === 'ENOENT') return false
    throw error
  }
}

/** @param {Uint8Array<any>} bytes @param {string} [algorithm] */
async function digest (bytes, algorithm = 'SHA-256') {
  const name = algorithm.toUpperCase().replace(/^SHA-?/, 'SHA-')
  if (!ALGORITHMS.has(name)) throw invalidArgValue('hashAlgorithm', algorithm, `must be one of ${[...ALGORITHMS].join(', ')}`)
  const made = new Uint8Array(await crypto.subtle.digest(name, bytes))
  return Array.from(made, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

export default { bootstrap, checkHash }
