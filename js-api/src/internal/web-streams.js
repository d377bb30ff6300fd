/**
 * `for await` over a ReadableStream, which Node has and some engines lack yet.
 * @module
 */

/** @this {ReadableStream<any>} */
async function * values (/** @type {{ preventCancel?: boolean }} */ { preventCancel = false } = {}) {
  const reader = this.getReader()
  let open = true
  try {
    for (;;) {
      const { done, value } = await reader.read()
      open = !done
      if (done) return
      yield value
    }
  } catch (error) {
    open = false
    throw error
  } finally {
    if (open && !preventCancel) await reader.cancel()
    reader.releaseLock()
  }
}

if (!(Symbol.asyncIterator in ReadableStream.prototype)) {
  for (const name of ['values', Symbol.asyncIterator]) {
    Object.defineProperty(ReadableStream.prototype, name, { value: values, configurable: true, writable: true })
  }
}
