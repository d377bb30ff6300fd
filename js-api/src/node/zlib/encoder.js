/**
 * The encoder of Brotli, a script of more than a megabyte: it is fetched when something is first compressed.
 * @module
 */

import { nodeError } from '../../base/errors/node.js'
import { address, need } from '../../base/internal/scripts.js'

const MORE = 1024

/**
 * @typedef {object} Encoder
 * @property {Uint8Array} HEAPU8
 * @property {(size: number) => number} _malloc
 * @property {(at: number) => void} _free
 * @property {(quality: number, window: number, mode: number, size: number, at: number, dictionarySize: number,
 *   dictionary: number, room: number, into: number) => number} _encodeWithDictionary
 */

/** @typedef {{ quality: number, window: number, mode: number }} Parameters */

const PATH = 'internal/vendor/brotli-encoder.js'

/** @type {typeof import('../../internal/vendor/brotli-encoder.js') | null} */
let script = null
/** @type {Encoder | null} */
let encoder = null

/** Have it here, without holding up the page. */
export async function load () {
  script ??= await import(address(PATH))
}

/**
 * Have it here at once.
 * @throws {Error} the page's policy lets no text be run
 */
export function loadNow () {
  script ??= need(PATH)
}

/** @returns {Encoder} */
function made () {
  if (encoder) return encoder
  const given = /** @type {any} */ ({})
  script?.make(given)
  if (!given._encodeWithDictionary) throw new Error('Cannot compress: the encoder of Brotli is not there at once')
  return (encoder = given)
}

/**
 * @param {Uint8Array} input
 * @param {Parameters} parameters
 * @returns {Uint8Array<ArrayBuffer>}
 * @throws {Error} ERR_MEMORY_ALLOCATION_FAILED: the input is too large, some 140 MB
 */
export function encoded (input, { quality, window, mode }) {
  const { HEAPU8: heap, _malloc: take, _free: free, _encodeWithDictionary: encode } = made()
  // What the format may add to what it cannot compress.
  const room = input.length + (input.length >> 12) + MORE
  const places = [0, 0]
  try {
    places[0] = take(input.length)
    places[1] = take(room)
    if (!places[0] || !places[1]) throw tooLarge()
    heap.set(input, places[0])
    const size = encode(quality, window, mode, input.length, places[0], 0, 0, room, places[1])
    if (size < 0) throw tooLarge()
    return heap.slice(places[1], places[1] + size)
  } catch (error) {
    // What ran out of memory is of no use any more.
    encoder = null
    throw typeof error === 'string' || error instanceof RangeError ? tooLarge() : error
  } finally {
    for (const place of encoder ? places : []) free(place)
  }
}

function tooLarge () {
  return nodeError(Error, 'ERR_MEMORY_ALLOCATION_FAILED', 'Failed to allocate memory')
}
