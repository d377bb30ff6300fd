/**
 * @param {ReadableStream<Uint8Array>} body text
 * @returns {AsyncGenerator<string, void>} its lines, those that ended
 */
export async function * linesOf (body) {
  const reader = body.getReader()
  const decoder = new TextDecoder()
  let rest = ''
  while (true) {
    const { done, value } = await reader.read()
    if (done) return
    const lines = (rest + decoder.decode(value, { stream: true })).split('\n')
    rest = lines.pop() ?? ''
    yield * lines
  }
}
