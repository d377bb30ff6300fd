/**
 * A whole stream as one value.
 * @module
 */

import { Buffer } from '../buffer.js'
import '../../internal/web-streams.js'

/** @typedef {AsyncIterable<any> | Iterable<any>} Source a Node stream, a web stream or anything iterable */

/** @param {Source} source @returns {Promise<Blob>} */
export async function blob (source) {
  const parts = []
  for await (const chunk of source) parts.push(chunk)
  return new Blob(parts)
}

/** @param {Source} source @returns {Promise<ArrayBuffer>} */
export async function arrayBuffer (source) {
  return (await blob(source)).arrayBuffer()
}

/** @param {Source} source @returns {Promise<Buffer>} */
export async function buffer (source) {
  return Buffer.from(await arrayBuffer(source))
}

/** @param {Source} source @returns {Promise<string>} */
export async function text (source) {
  const decoder = new TextDecoder()
  let all = ''
  for await (const chunk of source) all += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })
  return all + decoder.decode()
}

/** @param {Source} source @returns {Promise<any>} */
export async function json (source) {
  return JSON.parse(await text(source))
}

export default { arrayBuffer, blob, buffer, text, json }
