import { WebContainer } from 'oro:container'

/**
 * Boot a container that ends with the function.
 * @param {(container: WebContainer) => Promise<void>} use
 * @param {import('../../../oro_container/js/container/types.js').BootOptions} [options]
 */
export async function within (use, options) {
  const container = await WebContainer.boot(options)
  try {
    await use(container)
  } finally {
    try {
      container.teardown()
    } catch {
      // The function did.
    }
    await container.ended
  }
}

/** @param {() => any} act @returns {Promise<any>} */
export async function refusal (act) {
  try {
    await act()
  } catch (error) {
    return error
  }
  throw new Error('it was not refused')
}

/** @param {ReadableStream<string>} stream @returns {Promise<string>} */
export async function all (stream) {
  let whole = ''
  for await (const text of stream) whole += text
  return whole
}

/**
 * Read until a text has come.
 * @param {ReadableStreamDefaultReader<string>} reader
 * @param {string | RegExp} wanted
 */
export async function until (reader, wanted) {
  let seen = ''
  while (!(typeof wanted === 'string' ? seen.includes(wanted) : wanted.test(seen))) {
    const { value, done } = await reader.read()
    if (done) throw new Error(`it ended before ${wanted}: ${JSON.stringify(seen)}`)
    seen += value
  }
  return seen
}
