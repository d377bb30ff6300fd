/** Reads bytes of a module from one place to the next. */
export class Reader {
  /**
   * @param {Uint8Array} bytes
   * @param {number} [at]
   * @param {number} [end]
   */
  constructor (bytes, at = 0, end = bytes.length) {
    this.bytes = bytes
    this.at = at
    this.end = end
  }

  get over () { return this.at >= this.end }

  byte () {
    if (this.over) throw new RangeError(`Cannot read a module: it ends at ${this.end}`)
    return this.bytes[this.at++]
  }

  /** @returns {bigint} */
  unsigned () {
    let value = 0n
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.byte()
      value |= BigInt(byte & 127) << shift
      if (byte < 128) return value
      if (shift > 63n) throw new RangeError(`Cannot read a module: a number at ${this.at} is too long`)
    }
  }

  /** @returns {number} */
  count () { return Number(this.unsigned()) }

  /** @returns {Uint8Array} */
  take (/** @type {number} */ size) {
    if (this.at + size > this.end) throw new RangeError(`Cannot read a module: it ends at ${this.end}`)
    return this.bytes.subarray(this.at, this.at += size)
  }

  text () { return new TextDecoder().decode(this.take(this.count())) }
}

/**
 * @param {Uint8Array} bytes of a module
 * @returns {{ id: number, begin: number, reader: Reader }[]} its sections: where each begins, and its contents
 */
export function sections (bytes) {
  const reader = new Reader(bytes, 8)
  const found = []
  while (!reader.over) {
    const begin = reader.at
    const id = reader.byte()
    const size = reader.count()
    reader.take(size)
    found.push({ id, begin, reader: new Reader(bytes, reader.at - size, reader.at) })
  }
  return found
}

/** @param {bigint} value @returns {number[]} */
export function leb (value) {
  const bytes = []
  do {
    const byte = Number(value & 127n)
    value >>= 7n
    bytes.push(value ? byte | 128 : byte)
  } while (value)
  return bytes
}
