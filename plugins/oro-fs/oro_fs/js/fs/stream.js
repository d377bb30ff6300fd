/** @module */

export { ReadStream } from './read-stream.js'
export { WriteStream } from './write-stream.js'
export * as default from './stream.js'
