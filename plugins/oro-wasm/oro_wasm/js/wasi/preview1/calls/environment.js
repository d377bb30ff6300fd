/**
 * Arguments, environment, clocks, randomness.
 * @module
 */

import { resolutionOf, timeOf } from '../clocks.js'
import { WasiError } from '../errno.js'

/** The most that engines give at once. */
const PIECE = 65536

/** @param {import('../context.js').Context} context @returns {import('../context.js').Calls} */
export function environmentCalls ({ memory, args, env, clocks, random }) {
  /** @param {Uint8Array[]} texts @param {number} count @param {number} size */
  const sizes = (texts, count, size) => {
    memory.setU32(count, texts.length)
    memory.setU32(size, texts.reduce((sum, { length }) => sum + length + 1, 0))
  }
  /** @param {boolean} granted */
  const check = (granted) => {
    if (!granted) throw new WasiError('notcapable')
  }
  return {
    args_get: (places, at) => memory.setTexts(args, places, at),
    args_sizes_get: (count, size) => sizes(args, count, size),
    environ_get: (places, at) => memory.setTexts(env, places, at),
    environ_sizes_get: (count, size) => sizes(env, count, size),
    clock_res_get (clock, at) {
      check(clocks)
      memory.setU64(at, resolutionOf(clock))
    },
    clock_time_get (clock, _precision, at) {
      check(clocks)
      memory.setU64(at, timeOf(clock))
    },
    random_get (at, length) {
      check(random)
      const bytes = memory.bytes(at, length)
      for (let done = 0; done < length; done += PIECE) {
        const piece = bytes.subarray(done, done + PIECE)
        // By a copy: engines refuse to fill memory that is shared.
        piece.set(crypto.getRandomValues(new Uint8Array(piece.length)))
      }
    }
  }
}
