import Reader from '../../node_modules/brotli/dec/bit_reader.js'
import { BrotliDecompressBuffer } from '../../node_modules/brotli/dec/decode.js'

/** The package does not say where it stopped reading: its reader is looked at. */
let reader = null
const { readMoreInput } = Reader.prototype
Reader.prototype.readMoreInput = function () {
  reader = this
  return readMoreInput.call(this)
}

/**
 * Decode, and tell how many bits are left after the end; fewer than none: the end is missing.
 */
export function decompress (bytes) {
  let output, error
  try {
    output = BrotliDecompressBuffer(bytes)
  } catch (caught) {
    error = caught
  }
  const unread = reader ? bytes.length - reader.input_.pos : 0
  const left = reader ? (reader.bit_end_pos_ | 0) - reader.bit_pos_ + unread * 8 : -1
  reader = null
  return { output, left, error }
}
