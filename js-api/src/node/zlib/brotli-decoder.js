/**
 * The handle that reads Brotli. The decoder it has takes everything at once: before the end it is tried whether what
 * has come ends with a whole block, which it does where the writer flushed.
 * @module
 */

import { joined } from '../../internal/bytes.js'
import { decompress } from '../../internal/vendor/brotli.js'
import { constants } from './constants.js'
import { Whole } from './whole.js'

const { BROTLI_OPERATION_FINISH } = constants
const CUT = { message: 'unexpected end of file', errno: constants.Z_BUF_ERROR, code: 'Z_BUF_ERROR' }
/** An empty last block: two bits of a byte. */
const END = Uint8Array.of(0x03)
/** The bits left, as `decoded` tells them, when what has come ends with a whole block. */
const BLOCK_END = 6 - 8
/** Up to here a decoder tries with every chunk, beyond it when there is a part more. */
const SMALL = 256 * 1024
const PART = 8

/** The words of the decoder, and Node's name and number for each. @type {[RegExp, string, number][]} */
const CODES = [
  [/reserved bit/, 'RESERVED', -2],
  [/size (byte|nibble)/, 'EXUBERANT_NIBBLE', -1],
  [/space = |num_codes or space/, 'CL_SPACE', -6],
  [/invalid symbols/, 'SIMPLE_HUFFMAN_ALPHABET', -4],
  [/Huffman/, 'HUFFMAN_SPACE', -7],
  [/context_map/, 'CONTEXT_MAP_REPEAT', -8],
  [/distance/, 'DISTANCE', -16],
  [/backward reference/, 'DICTIONARY', -12]
]

/** Reads Brotli. */
export class BrotliDecoder extends Whole {
  /** How much was tried, and how much has been given. */
  #tried = 0
  #given = 0

  /** @override */
  reset () {
    super.reset()
    this.#tried = this.#given = 0
  }

  /**
   * @override
   * @param {Uint8Array<ArrayBuffer>[]} taken
   * @param {number} operation
   * @returns {ReturnType<Whole['code']>}
   */
  code (taken, operation) {
    const input = joined(taken)
    if (operation !== BROTLI_OPERATION_FINISH && input.length > SMALL && input.length - this.#tried < input.length / PART) return { rest: [input] }
    this.#tried = input.length
    const { output, left, failure } = decoded(input)
    if (failure) return { failure }
    if (output && left >= 0) return padding(input, left) ? { failure: wrong('PADDING_2', -15) } : { out: this.#new(output), left: left >> 3 }
    if (operation === BROTLI_OPERATION_FINISH) return { failure: CUT }
    return { out: output && left === BLOCK_END ? this.#new(output) : undefined, rest: [input] }
  }

  /** @param {Uint8Array<ArrayBuffer>} output */
  #new (output) {
    const part = output.subarray(this.#given)
    this.#given = output.length
    return part
  }
}

/**
 * Decode what has come with an empty last block after it: what has an end leaves that, what ends with a whole block
 * ends with it. So one run of the decoder tells both.
 * @param {Uint8Array<ArrayBuffer>} input
 * @returns {{ output?: Uint8Array<ArrayBuffer>, left: number, failure?: import('./handle.js').Failure }} `left`: bits after the end, less than none when there was no end
 */
function decoded (input) {
  if (input.length === 0) return { left: -1 }
  const { output, left: all, error } = decompress(joined([input, END]))
  const left = all - 8
  if (!error) return { output, left }
  // What goes wrong beyond the last byte is no error of what has come.
  if (left < 0 || /end of input|not enough bytes/.test(error.message)) return { left: -1 }
  const [, name, errno] = CODES.find(([pattern]) => pattern.test(error.message)) ?? [null, 'PADDING_2', -15]
  return { left, failure: wrong(name, errno) }
}

/**
 * @param {string} name
 * @param {number} errno
 */
function wrong (name, errno) {
  return { message: 'Decompression failed', errno, code: `ERR__ERROR_FORMAT_${name}` }
}

/**
 * Tell what the last byte has after the end, which has to be nothing.
 * @param {Uint8Array} input
 * @param {number} left bits
 */
function padding (input, left) {
  const bits = left & 7
  return bits && input[input.length - 1 - (left >> 3)] >> (8 - bits)
}
