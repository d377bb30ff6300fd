/**
 * The Blob of an address that `URL.createObjectURL()` gave.
 * @module
 */

/**
 * Read the address, for no engine says which Blob it stands for.
 * @param {any} id
 * @returns {Blob | undefined} one with the same bytes and type; undefined when the address stands for none
 */
export function resolveObjectURL (id) {
  const address = `${id}`
  if (!/^blob:/i.test(address)) return undefined
  const request = new XMLHttpRequest()
  try {
    request.open('GET', address, false)
    request.overrideMimeType('text/plain; charset=x-user-defined')
    request.send()
  } catch {
    return undefined
  }
  const text = request.responseText
  const bytes = Uint8Array.from({ length: text.length }, (_, at) => text.charCodeAt(at) & 255)
  return new Blob([bytes], { type: request.getResponseHeader('content-type') ?? '' })
}
