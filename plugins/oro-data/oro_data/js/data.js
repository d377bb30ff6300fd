/**
 * Arrays, tables, images and figures of Python, as bytes.
 *
 *     const spectrum = await call('spectrum', { signal: new Float64Array(samples) })
 *     spectrum.data // a Float64Array; spectrum.shape is [512, 2], spectrum.dtype 'float64'
 *
 * A route returns a numpy array and this gives an `NDArray`; a table of pyarrow, pandas or polars gives a `Table`, an
 * Arrow IPC stream; an image a Blob of a PNG, a figure a Blob of an SVG. They may stand within objects and lists, and
 * parameters may hold typed arrays, `NDArray`, `Table` and Blob. The plugin's README has the kinds.
 * @module
 */

import { write, request } from 'oro:ipc'
import { decode, encode, TYPE } from './data/frame.js'

export { decode, encode, register, TYPE, useArrow } from './data/frame.js'
export { NDArray } from './data/array.js'
export { Table } from './data/table.js'
export * as default from './data.js'

/**
 * Call a route with values that JSON may not carry.
 * @template {OroRoute} R
 * @param {R} route
 * @param {Record<string, any>} [params]
 * @param {{ signal?: AbortSignal, timeout?: number | boolean }} [options]
 * @returns {Promise<OroData<R>>} rejects with the error of the route
 */
export async function call (route, params = {}, options = {}) {
  const name = /** @type {any} */ (route)
  const frame = await encode(params)
  const result = frame
    ? await write(name, /** @type {any} */ ({}), frame, { ...options, type: TYPE })
    : await request(name, params, options)
  if (result.err) throw result.err
  const framed = result.data instanceof ArrayBuffer && result.headers.get('content-type') === TYPE
  return framed ? decode(/** @type {any} */ (result.data)) : result.data
}
