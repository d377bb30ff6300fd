// Frames, as core/gateway/frames.py describes them.

export const KIND = {
  REQUEST: 1,
  BODY: 2,
  END: 3,
  CANCEL: 4,
  WAKE: 5,
  CREDIT: 6,
  READY: 7,
  HEAD: 8,
  FAIL: 9,
  TIMER: 10,
  LOG: 11,
}
export const WINDOW = 1 << 18
export const MOST_PART = 1 << 16
const HEADER = 9

/** The bytes of a frame. */
export function encode(kind, stream, payload = new Uint8Array()) {
  const frame = new Uint8Array(HEADER + payload.length)
  const view = new DataView(frame.buffer)
  view.setUint32(0, payload.length)
  view.setUint32(4, stream)
  frame[8] = kind
  frame.set(payload, HEADER)
  return frame
}

/** The bytes of a number, as a payload. */
export function number(value) {
  const payload = new Uint8Array(4)
  new DataView(payload.buffer).setUint32(0, value)
  return payload
}

/** Takes bytes, and gives whole frames. */
export class Decoder {
  #kept = new Uint8Array()

  push(bytes) {
    const joined = new Uint8Array(this.#kept.length + bytes.length)
    joined.set(this.#kept)
    joined.set(bytes, this.#kept.length)
    this.#kept = joined
  }

  /** Take the next frame; null where none is whole. */
  next() {
    if (this.#kept.length < HEADER) return null
    const view = new DataView(this.#kept.buffer, this.#kept.byteOffset)
    const end = HEADER + view.getUint32(0)
    if (this.#kept.length < end) return null
    const frame = { stream: view.getUint32(4), kind: this.#kept[8], payload: this.#kept.slice(HEADER, end) }
    this.#kept = this.#kept.subarray(end)
    return frame
  }
}
