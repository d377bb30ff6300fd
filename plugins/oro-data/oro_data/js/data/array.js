/** Arrays with a shape and a dtype. */

/** @typedef {Int8Array | Uint8Array | Int16Array | Uint16Array | Int32Array | Uint32Array | BigInt64Array | BigUint64Array | Float32Array | Float64Array} TypedArray */

/** @type {Record<string, { new (buffer: ArrayBuffer, offset: number, length: number): TypedArray, BYTES_PER_ELEMENT: number }>} */
const CLASSES = /** @type {any} */ ({
  bool: Uint8Array,
  int8: Int8Array,
  uint8: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  int64: BigInt64Array,
  uint64: BigUint64Array,
  float16: /** @type {any} */ (globalThis).Float16Array ?? Uint16Array,
  float32: Float32Array,
  float64: Float64Array,
  complex64: Float32Array,
  complex128: Float64Array
})

/** An array of numpy: its elements in the order of C, and their shape. */
export class NDArray {
  /**
   * @param {TypedArray} data the elements; of complex numbers the real and the imaginary parts in turn
   * @param {number[]} [shape] one dimension unless given
   * @param {string} [dtype] numpy's name; that of the typed array unless given
   * @throws {RangeError} the shape has another number of elements
   */
  constructor (data, shape, dtype = dtypeOf(data)) {
    const parts = dtype.startsWith('complex') ? 2 : 1
    this.data = data
    this.shape = Object.freeze([...(shape ?? [data.length / parts])])
    this.dtype = dtype
    const needed = this.shape.reduce((all, length) => all * length, parts)
    if (needed !== data.length) {
      throw new RangeError(`Cannot shape an array of dtype ${dtype} as [${this.shape.join(', ')}]: that has ${needed} elements, got ${data.length}`)
    }
  }

  /** The number of dimensions. */
  get ndim () {
    return this.shape.length
  }

  /**
   * The element at a place; not for complex numbers.
   * @param {...number} place one index for each dimension
   * @returns {number | bigint}
   * @throws {RangeError} no element is there
   */
  at (...place) {
    let index = 0
    for (const [dimension, length] of this.shape.entries()) {
      const each = place[dimension]
      if (!(each >= 0 && each < length)) {
        throw new RangeError(`Cannot read [${place.join(', ')}] of an array of shape [${this.shape.join(', ')}]`)
      }
      index = index * length + each
    }
    return this.data[index]
  }
}

/**
 * @param {TypedArray} data
 * @returns {string} the dtype of a typed array
 */
export function dtypeOf (data) {
  if (data instanceof Uint8ClampedArray) return 'uint8'
  const name = data.constructor.name.replace(/^Big/, '').replace(/Array$/, '').toLowerCase()
  if (!(name in CLASSES)) throw new TypeError(`Cannot send ${data.constructor.name}: no dtype has its elements`)
  return name
}

/**
 * @param {string} dtype
 * @param {number[]} shape
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @returns {NDArray} a view of the bytes
 */
export function arrayOf (dtype, shape, bytes) {
  const Class = /^(datetime|timedelta)64/.test(dtype) ? CLASSES.int64 : CLASSES[dtype]
  if (!Class) throw new TypeError(`Cannot read an array of dtype ${dtype} and shape [${shape.join(', ')}]: the dtype is not known`)
  return new NDArray(new Class(bytes.buffer, bytes.byteOffset, bytes.byteLength / Class.BYTES_PER_ELEMENT), shape, dtype)
}
