/** Parse the server-sent events of a body, whose data is JSON. */

/**
 * Parse the complete events of a text and return them with the incomplete rest.
 * @param {string} text
 * @returns {{ events: any[], rest: string }}
 */
export function parseEvents (text) {
  const blocks = text.split(/\r?\n\r?\n/)
  const rest = blocks.pop() ?? ''
  return { events: blocks.map(dataOf).filter((data) => data !== '').map((data) => JSON.parse(data)), rest }
}

/** @param {string} block */
function dataOf (block) {
  const lines = block.split(/\r?\n/).filter((line) => line.startsWith('data:'))
  return lines.map((line) => line.slice(5).replace(/^ /, '')).join('\n')
}

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
      const parsed = parseEvents(text)
      text = parsed.rest
      yield * parsed.events
      if (done) return
    }
  } finally {
    reader?.cancel().catch(() => {})
  }
}
