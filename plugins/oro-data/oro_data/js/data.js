/**
 * Arrays, tables, images and figures of Python, as bytes.
 *
 *     const spectrum = await call('spectrum', { signal: new Float64Array(samples) })
 *     spectrum.data // a Float64Array; spectrum.shape is [512, 2], spectrum.dtype 'float64'
 *
 * A route returns a numpy array and this gives an `NDArray`; a table of pyarrow, pandas or polars gives a `Table`, an
 * Arrow IPC stream; an image a Blob of a PNG, a figure a Blob of an SVG. They may stand within objects and lists, and
 * parameters may hold typed arrays, `NDArray`, `Table` and Blob. The plugin's README has the kinds.
 *
 *     for await (const table of stream('sales')) show(table)
 *
 * A route that returns an iterator, or is a generator, gives its values one by one.
 * @module
 */

import { write, request, stream as open } from 'oro:ipc'
import { decode, encode, TYPE } from './data/frame.js'
import { STREAM_TYPE, valuesOf } from './data/stream.js'

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
  if (result.headers.get('content-type') === STREAM_TYPE) {
    throw new TypeError(`Cannot call "${name}": it answers piece by piece; stream() it`)
  }
  const framed = result.data instanceof ArrayBuffer && result.headers.get('content-type') === TYPE
  return framed ? decode(/** @type {any} */ (result.data)) : result.data
}

/**
 * Call a route that returns an iterator, and take its values as they come; leaving the loop ends the iterator.
 * @template {OroRoute} R
 * @param {R} route
 * @param {Record<string, any>} [params]
 * @param {{ signal?: AbortSignal }} [options] aborting throws an AbortError and ends the iterator
 * @returns {AsyncGenerator<OroData<R> extends AsyncIterable<infer T> ? T : any, void, void>} throws the error of the route, or of its iterator
 * @throws {TypeError} the route answered at once
 */
export async function * stream (route, params = {}, options = {}) {
  const name = /** @type {any} */ (route)
  const frame = await encode(params)
  const { headers, body } = frame
    ? await open(name, /** @type {any} */ ({}), { ...options, body: frame, type: TYPE })
    : await open(name, params, options)
  if (!body || headers.get('content-type') !== STREAM_TYPE) {
    await body?.cancel()
    throw new TypeError(`Cannot stream "${name}": it answers at once; call() it`)
  }
  yield * valuesOf(/** @type {any} */ (body))
}
