/** Frames: a JSON value whose arrays, tables and images lie behind it as bytes. `oro_data/frame.py` describes them. */

import { arrayOf, dtypeOf, NDArray } from './array.js'
import { Table } from './table.js'

/** The content type of a frame. */
export const TYPE = 'application/vnd.oro.data'

const MAGIC = 'ORODATA1'
const ALIGNMENT = 64
const START = MAGIC.length + 4

/** @typedef {{ kind: string, meta: Record<string, any>, bytes: Uint8Array<ArrayBuffer> }} Part */
/**
 * @typedef {object} Codec
 * @property {(value: any) => boolean} takes whether this codec sends a value
 * @property {(value: any) => { meta?: Record<string, any>, bytes: Uint8Array } | Promise<{ meta?: Record<string, any>, bytes: Uint8Array }>} encode
 * @property {(bytes: Uint8Array<ArrayBuffer>, meta: Record<string, any>) => any} decode
 */

/** @type {Map<string, Codec>} */
const codecs = new Map([
  ['array', {
    takes: value => value instanceof NDArray || ArrayBuffer.isView(value) && !(value instanceof DataView),
    encode: value => {
      const { data, shape, dtype } = value instanceof NDArray
        ? value
        : { data: value, shape: [value.length], dtype: dtypeOf(value) }
      return { meta: { dtype, shape }, bytes: viewed(data) }
    },
    decode: (bytes, { dtype, shape }) => arrayOf(dtype, shape, bytes)
  }],
  ['table', {
    takes: value => value instanceof Table,
    encode: ({ bytes, shape }) => ({ meta: { shape }, bytes }),
    decode: (bytes, { shape }) => new Table(bytes, shape)
  }],
  ['blob', {
    takes: value => value instanceof Blob,
    encode: async value => ({ meta: { type: value.type }, bytes: new Uint8Array(await value.arrayBuffer()) }),
    decode: (bytes, { type }) => new Blob([bytes], { type })
  }]
])

/**
 * Add the page's half of a codec, which goes before those that are there.
 * @param {string} kind as the codec in Python names it
 * @param {Codec} codec
 */
export function register (kind, codec) {
  const others = [...codecs].filter(([name]) => name !== kind)
  codecs.clear()
  for (const [name, each] of [[kind, codec], ...others]) codecs.set(/** @type {string} */ (name), /** @type {Codec} */ (each))
}

/**
 * Have tables be those of npm's `apache-arrow` from now on, both ways:
 *
 *     import * as arrow from 'apache-arrow'
 *     useArrow(arrow)
 * @param {{ Table: any, tableFromIPC: (bytes: Uint8Array) => any, tableToIPC: (table: any, kind: 'stream') => Uint8Array }} arrow
 */
export function useArrow (arrow) {
  register('table', {
    takes: value => value instanceof Table || value instanceof arrow.Table,
    encode: value => value instanceof Table
      ? { meta: { shape: value.shape }, bytes: value.bytes }
      : { meta: { shape: [value.numRows, value.numCols] }, bytes: arrow.tableToIPC(value, 'stream') },
    decode: bytes => arrow.tableFromIPC(bytes)
  })
}

/**
 * @param {any} value JSON with typed arrays, `NDArray`, `Table`, Blob and values of codecs in it
 * @returns {Promise<Uint8Array<ArrayBuffer> | null>} its frame, or null where plain JSON does
 */
export async function encode (value) {
  const mark = crypto.randomUUID()
  /** @type {{ kind: string, codec: Codec, value: any }[]} */
  const found = []
  const data = placed(value, mark, found)
  if (!found.length) return null
  const parts = await Promise.all(found.map(async ({ kind, codec, value }) => ({ kind, meta: {}, ...await codec.encode(value) })))
  const heads = parts.map(({ kind, meta, bytes }) => ({ kind, meta, length: bytes.byteLength }))
  const head = new TextEncoder().encode(JSON.stringify({ mark, data, parts: heads }))
  let end = START + head.length
  const starts = parts.map(({ bytes }) => {
    const start = aligned(end)
    end = start + bytes.byteLength
    return start
  })
  const frame = new Uint8Array(end)
  frame.set(new TextEncoder().encode(MAGIC))
  new DataView(frame.buffer).setUint32(MAGIC.length, head.length, true)
  frame.set(head, START)
  for (const [index, { bytes }] of parts.entries()) frame.set(bytes, starts[index])
  return frame
}

/**
 * @param {ArrayBuffer} frame
 * @returns {any} its value; arrays and tables are views of the frame
 * @throws {TypeError} it is no frame, or no codec of this page reads a part of it
 */
export function decode (frame) {
  if (!isFrame(frame)) throw new TypeError('Cannot read a frame: it does not begin as one does')
  let end = START + new DataView(frame).getUint32(MAGIC.length, true)
  const { mark, data, parts } = JSON.parse(new TextDecoder().decode(new Uint8Array(frame, START, end - START)))
  const values = parts.map((/** @type {{ kind: string, meta: any, length: number }} */ { kind, meta, length }) => {
    const codec = codecs.get(kind)
    if (!codec) throw new TypeError(`Cannot read a part of kind "${kind}": register() its codec before the call`)
    const start = aligned(end)
    end = start + length
    return codec.decode(new Uint8Array(frame, start, length), meta)
  })
  return filled(data, mark, values)
}

/**
 * @param {ArrayBuffer} bytes
 * @returns {boolean} whether they begin as a frame does
 */
export function isFrame (bytes) {
  return bytes.byteLength >= START && new TextDecoder('latin1').decode(new Uint8Array(bytes, 0, MAGIC.length)) === MAGIC
}

/**
 * @param {any} value
 * @param {string} mark
 * @param {{ kind: string, codec: Codec, value: any }[]} found
 * @returns {any}
 */
function placed (value, mark, found) {
  if (value === null || typeof value !== 'object') return value
  for (const [kind, codec] of codecs) {
    if (codec.takes(value)) return { [mark]: found.push({ kind, codec, value }) - 1 }
  }
  if (Array.isArray(value)) return value.map(each => placed(each, mark, found))
  if (typeof value.toJSON === 'function') return value
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, placed(each, mark, found)]))
}

/**
 * @param {any} value
 * @param {string} mark
 * @param {any[]} values
 * @returns {any}
 */
function filled (value, mark, values) {
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(each => filled(each, mark, values))
  if (mark in value) return values[value[mark]]
  for (const key of Object.keys(value)) value[key] = filled(value[key], mark, values)
  return value
}

/** @param {number} offset */
function aligned (offset) {
  return Math.ceil(offset / ALIGNMENT) * ALIGNMENT
}

/** @param {ArrayBufferView<ArrayBuffer>} data */
function viewed (data) {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength)
}
