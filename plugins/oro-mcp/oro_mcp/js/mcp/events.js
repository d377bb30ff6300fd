/** Server-sent events whose data is JSON. */

/**
 * Read the events of a body one by one; leaving the loop cancels it.
 * @param {ReadableStream<Uint8Array> | null} body
 * @returns {AsyncGenerator<any, void, void>}
 */
export async function * events (body) {
  const reader = body?.getReader()
  const decoder = new TextDecoder()
  let text = ''
  try {
    for (;;) {
      const { done, value } = await reader?.read() ?? { done: true, value: undefined }
      text += done ? `${decoder.decode()}\n\n` : decoder.decode(value, { stream: true })
      const blocks = text.split('\n\n')
      text = blocks.pop() ?? ''
      for (const block of blocks) {
        const lines = block.split('\n').filter((line) => line.startsWith('data:'))
        if (lines.length) yield JSON.parse(lines.map((line) => line.slice(5).replace(/^ /, '')).join('\n'))
      }
      if (done) return
    }
  } finally {
    reader?.cancel().catch(() => {})
  }
}
