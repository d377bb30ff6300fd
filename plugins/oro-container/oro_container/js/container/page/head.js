/**
 * Heads of answers, as bytes of a wire.
 * @module
 */

const END = '\r\n\r\n'
const MOST = 64 * 1024

/**
 * Read the head of an answer.
 * @param {import('./wire.js').Wire} wire
 * @returns {Promise<{ status: number, message: string, headers: [string, string][], rest: Uint8Array }>} with the bytes that came after it
 * @throws {Error} none came
 */
export async function headOf (wire) {
  let text = ''
  for (;;) {
    const data = await wire.read()
    if (!data) throw wire.refused ?? Object.assign(new Error('Cannot upgrade: the server closed the connection without an answer'), { code: 'ECONNRESET' })
    text += new TextDecoder('latin1').decode(data)
    const end = text.indexOf(END)
    if (end >= 0) return { ...parsed(text.slice(0, end)), rest: Uint8Array.from(text.slice(end + END.length), (char) => char.charCodeAt(0)) }
    if (text.length > MOST) throw new Error('Cannot upgrade: the head of the answer is too long')
  }
}

/** @param {string} text */
function parsed (text) {
  const [first, ...lines] = text.split('\r\n')
  const found = /^HTTP\/1\.[01] (\d{3})(?: (.*))?$/.exec(first)
  if (!found) throw new Error('Cannot upgrade: the server speaks no HTTP')
  const headers = lines.map((line) => /** @type {[string, string]} */ ([line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 1).trim()]))
  return { status: Number(found[1]), message: found[2] ?? '', headers }
}
