/** @module */

export { ReadStream } from './streams/read-stream.js'
export { WriteStream } from './streams/write-stream.js'
export * as default from './stream.js'
