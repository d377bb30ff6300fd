/** The types of readable-stream, as far as Node documents them. */
import { EventEmitter } from '../../node/events/emitter.js'

export type Callback = (error?: Error | null) => void
export type Encoding = string

export interface StreamOptions<T> {
  autoDestroy?: boolean
  emitClose?: boolean
  highWaterMark?: number
  objectMode?: boolean
  signal?: AbortSignal
  construct? (this: T, callback: Callback): void
  destroy? (this: T, error: Error | null, callback: Callback): void
}

export interface ReadableOptions<T = Readable> extends StreamOptions<T> {
  encoding?: Encoding
  read? (this: T, size: number): void
}

export interface WritableOptions<T = Writable> extends StreamOptions<T> {
  decodeStrings?: boolean
  defaultEncoding?: Encoding
  write? (this: T, chunk: any, encoding: Encoding, callback: Callback): void
  writev? (this: T, chunks: { chunk: any, encoding: Encoding }[], callback: Callback): void
  final? (this: T, callback: Callback): void
}

export interface DuplexOptions<T = Duplex> extends ReadableOptions<T>, WritableOptions<T> {
  allowHalfOpen?: boolean
  readableHighWaterMark?: number
  writableHighWaterMark?: number
  readableObjectMode?: boolean
  writableObjectMode?: boolean
}

export interface TransformOptions<T = Transform> extends DuplexOptions<T> {
  transform? (this: T, chunk: any, encoding: Encoding, callback: (error?: Error | null, data?: any) => void): void
  flush? (this: T, callback: (error?: Error | null, data?: any) => void): void
}

export interface OperatorOptions { concurrency?: number, highWaterMark?: number, signal?: AbortSignal }
type Each<R> = (data: any, options: { signal: AbortSignal }) => R | Promise<R>

/** Members of readable and writable streams alike. */
declare class Ended extends EventEmitter {
  readonly destroyed: boolean
  readonly closed: boolean
  readonly errored: Error | null
  destroy (error?: Error | null): this
}

export class Stream extends EventEmitter {
  pipe<T> (destination: T, options?: { end?: boolean }): T
  static Stream: typeof Stream
  static Readable: typeof Readable
  static Writable: typeof Writable
  static Duplex: typeof Duplex
  static Transform: typeof Transform
  static PassThrough: typeof PassThrough
  static promises: Promises
  static isDestroyed (stream: any): boolean | null
  static isDisturbed (stream: any): boolean
  static isErrored (stream: any): boolean
  static isReadable (stream: any): boolean | null
  static isWritable (stream: any): boolean | null
  static pipeline (...streams: any[]): any
  static finished (stream: any, options: any, callback?: Callback): () => void
  static finished (stream: any, callback: Callback): () => void
  static addAbortSignal<T> (signal: AbortSignal, stream: T): T
  static destroy (stream: any, error?: Error | null): any
  static compose (...streams: any[]): Duplex
  static duplexPair: (options?: DuplexOptions) => [Duplex, Duplex]
  static getDefaultHighWaterMark (objectMode: boolean): number
  static setDefaultHighWaterMark (objectMode: boolean, value: number): void
  static _isUint8Array (value: any): value is Uint8Array
  static _isArrayBufferView (value: any): value is ArrayBufferView
  static _uint8ArrayToBuffer (chunk: Uint8Array): any
}

export class Readable extends Ended {
  constructor (options?: ReadableOptions<any>)
  readable: boolean
  readonly readableAborted: boolean
  readonly readableDidRead: boolean
  readonly readableEncoding: Encoding | null
  readonly readableEnded: boolean
  readonly readableFlowing: boolean | null
  readonly readableHighWaterMark: number
  readonly readableLength: number
  readonly readableObjectMode: boolean
  _read (size: number): void
  _construct? (callback: Callback): void
  _destroy (error: Error | null, callback: Callback): void
  read (size?: number): any
  setEncoding (encoding: Encoding): this
  pause (): this
  resume (): this
  isPaused (): boolean
  pipe<T> (destination: T, options?: { end?: boolean }): T
  unpipe (destination?: any): this
  unshift (chunk: any, encoding?: Encoding): void
  wrap (stream: any): this
  push (chunk: any, encoding?: Encoding): boolean
  iterator (options?: { destroyOnReturn?: boolean }): AsyncIterableIterator<any>
  map (fn: Each<any>, options?: OperatorOptions): Readable
  filter (fn: Each<any>, options?: OperatorOptions): Readable
  flatMap (fn: Each<any>, options?: OperatorOptions): Readable
  forEach (fn: Each<any>, options?: OperatorOptions): Promise<void>
  toArray (options?: { signal?: AbortSignal }): Promise<any[]>
  some (fn: Each<any>, options?: OperatorOptions): Promise<boolean>
  every (fn: Each<any>, options?: OperatorOptions): Promise<boolean>
  find (fn: Each<any>, options?: OperatorOptions): Promise<any>
  drop (limit: number, options?: { signal?: AbortSignal }): Readable
  take (limit: number, options?: { signal?: AbortSignal }): Readable
  asIndexedPairs (options?: { signal?: AbortSignal }): Readable
  reduce (fn: (previous: any, data: any, options: { signal: AbortSignal }) => any, initial?: any, options?: { signal?: AbortSignal }): Promise<any>
  compose (stream: any, options?: { signal?: AbortSignal }): Duplex
  [Symbol.asyncIterator] (): AsyncIterableIterator<any>
  static from (source: Iterable<any> | AsyncIterable<any>, options?: ReadableOptions): Readable
  static fromWeb (stream: ReadableStream, options?: ReadableOptions): Readable
  static toWeb (stream: any, options?: { strategy?: QueuingStrategy }): ReadableStream
  static isDisturbed (stream: any): boolean
}

export class Writable extends Ended {
  constructor (options?: WritableOptions<any>)
  readonly writable: boolean
  readonly writableAborted: boolean
  readonly writableCorked: number
  readonly writableEnded: boolean
  readonly writableFinished: boolean
  readonly writableHighWaterMark: number
  readonly writableLength: number
  readonly writableNeedDrain: boolean
  readonly writableObjectMode: boolean
  _write (chunk: any, encoding: Encoding, callback: Callback): void
  _writev? (chunks: { chunk: any, encoding: Encoding }[], callback: Callback): void
  _construct? (callback: Callback): void
  _destroy (error: Error | null, callback: Callback): void
  _final? (callback: Callback): void
  write (chunk: any, callback?: Callback): boolean
  write (chunk: any, encoding: Encoding, callback?: Callback): boolean
  setDefaultEncoding (encoding: Encoding): this
  end (callback?: () => void): this
  end (chunk: any, callback?: () => void): this
  end (chunk: any, encoding: Encoding, callback?: () => void): this
  cork (): void
  uncork (): void
  static fromWeb (stream: WritableStream, options?: WritableOptions): Writable
  static toWeb (stream: any): WritableStream
}

export interface Duplex extends Writable {}
export class Duplex extends Readable {
  constructor (options?: DuplexOptions<any>)
  allowHalfOpen: boolean
  static from (source: any): Duplex
  static fromWeb (pair: any, options?: any): any
  static toWeb (stream: any): any
}

export class Transform extends Duplex {
  constructor (options?: TransformOptions<any>)
  _transform (chunk: any, encoding: Encoding, callback: (error?: Error | null, data?: any) => void): void
  _flush (callback: (error?: Error | null, data?: any) => void): void
}

export class PassThrough extends Transform {}

export interface Promises {
  pipeline (...streams: any[]): Promise<any>
  finished (stream: any, options?: { cleanup?: boolean, error?: boolean, readable?: boolean, writable?: boolean, signal?: AbortSignal }): Promise<void>
}

export default Stream
