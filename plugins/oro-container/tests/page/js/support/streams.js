import { container } from './container.js'

/** @param {ReadableStream<string>} stream @param {(text: string) => boolean} enough @param {string[]} held */
async function read (stream, enough, held) {
  const reader = stream.getReader()
  try {
    while (!enough(held.join(''))) {
      const { value, done } = await reader.read()
      if (done) return false
      held.push(value)
    }
    return true
  } finally {
    reader.releaseLock()
  }
}

/** @param {any} process @returns {Promise<[string, number]>} what it wrote, and its exit code */
export async function outputOf (process) {
  /** @type {string[]} */
  const held = []
  await read(process.output, () => false, held)
  return [held.join(''), await process.exit]
}

/** @param {ReadableStream<string>} stream */
export function shown (stream) {
  let text = ''
  return {
    /** Read until a text has come after what was waited for before. @param {string} wanted */
    async until (wanted) {
      const held = [text]
      if (!await read(stream, (all) => all.includes(wanted), held)) throw new Error(`it ended without ${JSON.stringify(wanted)}: ${JSON.stringify(held.join(''))}`)
      const all = held.join('')
      text = all.slice(all.indexOf(wanted) + wanted.length)
    }
  }
}

/** @param {string} script @param {any} [options] */
export async function sh (script, options) {
  return outputOf(await (await container()).spawn('sh', ['-c', script], options))
}
