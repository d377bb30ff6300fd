/**
 * Streams on their way to another page: a port gives their pieces, and another one makes a stream of these.
 * @module
 */

/**
 * Give the pieces of a stream on a port, each when it is asked for.
 * @param {ReadableStream} stream
 * @returns {MessagePort} the other end
 */
export function tap (stream) {
  const { port1, port2 } = new MessageChannel()
  const reader = stream.getReader()
  port1.onmessage = async ({ data: { cancel, reason } }) => {
    if (cancel) return reader.cancel(reason).catch(() => {})
    try {
      port1.postMessage(await reader.read())
    } catch (error) {
      port1.postMessage({ error })
    }
  }
  return port2
}

/**
 * @param {MessagePort} port of `tap()`
 * @returns {ReadableStream}
 */
export function drain (port) {
  return new ReadableStream({
    pull (controller) {
      return new Promise((resolve) => {
        port.onmessage = ({ data: { done, value, error } }) => {
          if (error) controller.error(error)
          else if (done) controller.close()
          else controller.enqueue(value)
          resolve()
        }
        port.postMessage({})
      })
    },
    cancel (reason) { port.postMessage({ cancel: true, reason }) }
  }, { highWaterMark: 0 })
}
