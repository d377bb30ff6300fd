/** The types of the package buffer, and of what `oro:buffer` adds to it, as far as Node documents them. */

export type Encoding = string
type Bytes = Uint8Array | ArrayBuffer | SharedArrayBuffer

export class Buffer extends Uint8Array<ArrayBuffer> {
  static poolSize: number
  static alloc (size: number, fill?: string | number | Uint8Array, encoding?: Encoding): Buffer
  static allocUnsafe (size: number): Buffer
  static allocUnsafeSlow (size: number): Buffer
  static byteLength (value: string | ArrayBufferView | ArrayBuffer | SharedArrayBuffer, encoding?: Encoding): number
  static compare (a: Uint8Array, b: Uint8Array): -1 | 0 | 1
  static concat (list: readonly Uint8Array[], length?: number): Buffer
  static copyBytesFrom (view: ArrayBufferView, offset?: number, length?: number): Buffer
  static from (bytes: ArrayBuffer | SharedArrayBuffer, offset?: number, length?: number): Buffer
  static from (value: string, encoding?: Encoding): Buffer
  static from (value: ArrayLike<any> | Iterable<number> | Bytes | object): Buffer
  static isBuffer (value: any): value is Buffer
  static isEncoding (encoding: any): boolean
  readonly parent: ArrayBuffer
  readonly offset: number
  write (text: string, encoding?: Encoding): number
  write (text: string, offset: number, encoding?: Encoding): number
  write (text: string, offset: number, length: number, encoding?: Encoding): number
  toString (encoding?: Encoding, start?: number, end?: number): string
  toLocaleString (encoding?: any, start?: any): string
  toJSON (): { type: 'Buffer', data: number[] }
  equals (other: Uint8Array): boolean
  compare (target: Uint8Array, targetStart?: number, targetEnd?: number, start?: number, end?: number): -1 | 0 | 1
  copy (target: Uint8Array, targetStart?: number, start?: number, end?: number): number
  slice (start?: number, end?: number): Buffer
  subarray (start?: number, end?: number): Buffer
  fill (value: any, offset?: any, end?: any, encoding?: Encoding): this
  indexOf (value: any, offset?: any, encoding?: Encoding): number
  lastIndexOf (value: any, offset?: any, encoding?: Encoding): number
  includes (value: any, offset?: any, encoding?: Encoding): boolean
  swap16 (): this
  swap32 (): this
  swap64 (): this
  readUInt8 (offset?: number): number
  readUInt16LE (offset?: number): number
  readUInt16BE (offset?: number): number
  readUInt32LE (offset?: number): number
  readUInt32BE (offset?: number): number
  readUIntLE (offset: number, length: number): number
  readUIntBE (offset: number, length: number): number
  readInt8 (offset?: number): number
  readInt16LE (offset?: number): number
  readInt16BE (offset?: number): number
  readInt32LE (offset?: number): number
  readInt32BE (offset?: number): number
  readIntLE (offset: number, length: number): number
  readIntBE (offset: number, length: number): number
  readBigInt64LE (offset?: number): bigint
  readBigInt64BE (offset?: number): bigint
  readBigUInt64LE (offset?: number): bigint
  readBigUInt64BE (offset?: number): bigint
  readFloatLE (offset?: number): number
  readFloatBE (offset?: number): number
  readDoubleLE (offset?: number): number
  readDoubleBE (offset?: number): number
  writeUInt8 (value: number, offset?: number): number
  writeUInt16LE (value: number, offset?: number): number
  writeUInt16BE (value: number, offset?: number): number
  writeUInt32LE (value: number, offset?: number): number
  writeUInt32BE (value: number, offset?: number): number
  writeUIntLE (value: number, offset: number, length: number): number
  writeUIntBE (value: number, offset: number, length: number): number
  writeInt8 (value: number, offset?: number): number
  writeInt16LE (value: number, offset?: number): number
  writeInt16BE (value: number, offset?: number): number
  writeInt32LE (value: number, offset?: number): number
  writeInt32BE (value: number, offset?: number): number
  writeIntLE (value: number, offset: number, length: number): number
  writeIntBE (value: number, offset: number, length: number): number
  writeBigInt64LE (value: bigint, offset?: number): number
  writeBigInt64BE (value: bigint, offset?: number): number
  writeBigUInt64LE (value: bigint, offset?: number): number
  writeBigUInt64BE (value: bigint, offset?: number): number
  writeFloatLE (value: number, offset?: number): number
  writeFloatBE (value: number, offset?: number): number
  writeDoubleLE (value: number, offset?: number): number
  writeDoubleBE (value: number, offset?: number): number
}

declare const buffer: { Buffer: typeof Buffer, SlowBuffer: (size: number) => Buffer, INSPECT_MAX_BYTES: number, kMaxLength: number }
export default buffer
