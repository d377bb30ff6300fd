// Bodies of requests and responses: text, bytes, and iterables of these.

const encoder = new TextEncoder()

/** The bytes of a part of a body. */
export function bytesOf(part) {
  if (typeof part === 'string') return encoder.encode(part)
  if (part instanceof ArrayBuffer) return new Uint8Array(part)
  if (ArrayBuffer.isView(part)) return new Uint8Array(part.buffer, part.byteOffset, part.byteLength)
  throw new TypeError(`A body cannot have a part of type ${typeof part}`)
}

/** Yield the parts of a body. */
export async function* partsOf(body) {
  if (body === null || body === undefined) return
  const isWhole = typeof body === 'string' || body instanceof ArrayBuffer || ArrayBuffer.isView(body)
  if (isWhole) yield bytesOf(body)
  else if (body[Symbol.asyncIterator] || body[Symbol.iterator]) for await (const part of body) yield bytesOf(part)
  else yield encoder.encode(String(body))
}

/** The part that requests and responses have in common. */
export class Body {
  #body
  bodyUsed = false

  constructor(body) {
    this.#body = body ?? null
  }

  get body() {
    return this.#body
  }

  async bytes() {
    if (this.bodyUsed) throw new TypeError('The body was read before')
    this.bodyUsed = true
    const parts = []
    for await (const part of partsOf(this.#body)) parts.push(part)
    const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0))
    let at = 0
    for (const part of parts) {
      all.set(part, at)
      at += part.length
    }
    return all
  }

  async arrayBuffer() {
    const bytes = await this.bytes()
    return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength)
  }

  async text() {
    return new TextDecoder().decode(await this.bytes())
  }

  async json() {
    return JSON.parse(await this.text())
  }
}
