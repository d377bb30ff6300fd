/**
 * Streams of bytes as streams of text; of both engines.
 * @module
 */

/** @param {ReadableStream<Uint8Array>} bytes @returns {ReadableStream<string>} text that is read only as it is wanted */
export function textOf (bytes) {
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  /** @type {ReadableStreamDefaultReader<Uint8Array> | null} */
  let reader = null
  return new ReadableStream({
    async pull (controller) {
      reader ??= bytes.getReader()
      for (;;) {
        const { value, done } = await reader.read()
        const text = done ? decoder.decode() : decoder.decode(value, { stream: true })
        if (text) controller.enqueue(text)
        if (done) controller.close()
        if (done || text) return
      }
    },
    cancel: (reason) => (reader ?? bytes).cancel(reason)
  }, { highWaterMark: 0 })
}
