/**
 * The handle that writes Brotli. The encoder it has takes everything at once; a stream that is flushed before its end
 * is written as blocks that are not compressed.
 * @module
 */

import { NotImplementedError } from '../../base/errors.js'
import { joined } from '../../internal/bytes.js'
import { constants } from './constants.js'
import { encoded, load, loadNow } from './encoder.js'
import { Whole } from './whole.js'

/** @typedef {import('./whole.js').Bytes} Bytes */

const { BROTLI_OPERATION_FINISH, BROTLI_OPERATION_PROCESS } = constants

/** The encoding of no bytes, the same for all parameters. */
const EMPTY = Uint8Array.of(0x3b)
/** The end of a stream, in a byte of its own. */
const END = Uint8Array.of(0x03)
/** The most bytes that a block may hold which is not compressed. */
const LARGEST = 2 ** 24

/** The range of each parameter; values outside become the nearest one. */
const { BROTLI_PARAM_LGWIN: LGWIN, BROTLI_PARAM_MODE: MODE, BROTLI_PARAM_QUALITY: QUALITY } = constants
const RANGES = /** @type {const} */ ({ [QUALITY]: [0, 11, 11], [LGWIN]: [10, 24, 22], [MODE]: [0, 2, 0] })

/** How the encoder is told nothing: it sees how much there is, and chooses blocks by itself. */
const CHOSEN = [constants.BROTLI_PARAM_LGBLOCK, constants.BROTLI_PARAM_SIZE_HINT]

/** Writes Brotli. */
export class BrotliEncoder extends Whole {
  #stored = false

  /**
   * @override
   * @param {Map<number, number>} params
   * @param {Uint32Array} state
   * @param {() => void} callback
   */
  init (params, state, callback) {
    for (const [key, value] of params) {
      if (!(key in RANGES) && value && !CHOSEN.includes(key)) throw new NotImplementedError(`zlib option params[${key}]`)
    }
    super.init(params, state, callback)
  }

  /** @override */
  async prepare () { if (this.ending) await load() }
  /** @override */
  prepareSync () { loadNow() }

  /** @override */
  reset () {
    super.reset()
    this.#stored = false
  }

  /**
   * @override
   * @param {Bytes[]} taken
   * @param {number} operation
   * @returns {ReturnType<Whole['code']>}
   */
  code (taken, operation) {
    if (operation === BROTLI_OPERATION_PROCESS) return { rest: taken }
    const input = joined(taken)
    if (operation === BROTLI_OPERATION_FINISH && !this.#stored) return { out: input.length ? encoded(input, this.#parameters()) : EMPTY }
    const out = this.#blocks(input)
    return { out: operation === BROTLI_OPERATION_FINISH ? joined([out, END]) : out }
  }

  #parameters () {
    return { quality: this.#parameter(QUALITY), window: this.#parameter(LGWIN), mode: this.#parameter(MODE) }
  }

  /** @param {keyof typeof RANGES} key */
  #parameter (key) {
    const [lowest, highest, usual] = RANGES[key]
    return Math.min(Math.max(this.params.get(Number(key)) ?? usual, lowest), highest)
  }

  /** @param {Bytes} input @returns {Bytes} */
  #blocks (input) {
    /** @type {Bytes[]} */
    const blocks = []
    for (let at = 0; at < input.length; at += LARGEST) {
      const part = input.subarray(at, at + LARGEST)
      blocks.push(this.#header(part.length), part)
    }
    return joined(blocks)
  }

  /** The window at the beginning, then: not the last one, how many bytes, not compressed. @param {number} size */
  #header (size) {
    const [window, bits] = this.#stored ? [0, 0] : windowCode(this.#parameter(LGWIN))
    this.#stored = true
    const nibbles = size <= 2 ** 16 ? 4 : size <= 2 ** 20 ? 5 : 6
    let value = BigInt(window)
    let used = bits + 1
    value |= BigInt(nibbles - 4) << BigInt(used)
    used += 2
    value |= BigInt(size - 1) << BigInt(used)
    used += nibbles * 4
    value |= 1n << BigInt(used)
    used += 1
    return Uint8Array.from({ length: Math.ceil(used / 8) }, (_, at) => Number((value >> BigInt(8 * at)) & 255n))
  }
}

/**
 * @param {number} window
 * @returns {[code: number, bits: number]}
 */
function windowCode (window) {
  if (window === 16) return [0, 1]
  if (window === 17) return [1, 7]
  return window > 17 ? [(window - 17) << 1 | 1, 4] : [(window - 8) << 4 | 1, 7]
}
