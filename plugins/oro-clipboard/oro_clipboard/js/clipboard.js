/**
 * The desktop's clipboard, through the host: it asks for no click of a person, and works in every engine alike.
 *
 *     import clipboard from 'oro:clipboard'
 *     await clipboard.writeText('hello')
 *     await clipboard.write([new ClipboardItem({ 'text/html': '<b>hello</b>', 'text/plain': 'hello' })])
 *
 * `readText`, `writeText`, `read` and `write` are those of `navigator.clipboard`, and exchange with it.
 * @module
 */

import ipc from 'oro:ipc'

export * as default from './clipboard.js'

const TEXT = 'text/plain'

/**
 * The formats among `text/plain`, `text/html` and `image/png` that can be read now.
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<string[]>}
 */
export async function formats (options) {
  return data(await ipc.request('clipboard.formats', {}, options)).formats
}

/**
 * The text there is, empty when there is none.
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<string>}
 */
export async function readText (options) {
  return new TextDecoder().decode(await bytes(TEXT, options))
}

/**
 * Everything there is, as one item with its formats; none when there is nothing.
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<ClipboardItem[]>}
 */
export async function read (options) {
  const types = await formats(options)
  if (types.length === 0) return []
  const found = await Promise.all(types.map(async (type) => [type, new Blob([await bytes(type, options)], { type })]))
  return [new ClipboardItem(Object.fromEntries(found))]
}

/**
 * Replace what is there by a text.
 * @param {string} text
 * @param {{ signal?: AbortSignal }} [options]
 */
export async function writeText (text, options) {
  await put({ [TEXT]: String(text) }, options)
}

/**
 * Replace what is there by one item, in its formats.
 * @param {ClipboardItem[]} items exactly one
 * @param {{ signal?: AbortSignal }} [options]
 */
export async function write (items, options) {
  if (items.length !== 1) throw new TypeError(`Cannot write ${items.length} items: the clipboard holds one`)
  const [item] = items
  const parts = item.types.map(async (type) => [type, await text(await item.getType(type))])
  await put(Object.fromEntries(await Promise.all(parts)), options)
}

/**
 * Leave nothing there.
 * @param {{ signal?: AbortSignal }} [options]
 */
export async function clear (options) {
  await put({}, options)
}

/**
 * @param {string} format
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<any>} bytes, none when there is nothing in that format
 */
async function bytes (format, options) {
  const result = await ipc.request('clipboard.read', { format }, { responseType: 'arraybuffer', ...options })
  if (result.err?.code === 'NOT_FOUND_ERR') return new ArrayBuffer(0)
  return data(result)
}

/**
 * @param {Record<string, string>} items
 * @param {{ signal?: AbortSignal }} [options]
 */
async function put (items, options) {
  data(await ipc.write('clipboard.write', {}, JSON.stringify(items), options))
}

/** @param {Blob} blob */
async function text (blob) {
  if (!blob.type.startsWith('image/')) return await blob.text()
  let binary = ''
  for (const byte of new Uint8Array(await blob.arrayBuffer())) binary += String.fromCharCode(byte)
  return btoa(binary)
}

/** @param {any} result */
function data (result) {
  if (result.err) throw result.err
  return result.data
}
