/**
 * What a scenario writes down, the same way in node and in a page: one line for each thing that happened.
 * @module
 */

const inPage = Boolean(/** @type {any} */ (globalThis).isOroRuntime)

/**
 * Write a line of the transcript.
 * @param {string} what
 * @param {any} [value]
 */
export function record (what, value) {
  console.log(`transcript ${JSON.stringify([what, shown(value)])}`)
}

/**
 * Write down what a call returns, or the error it throws.
 * @param {string} what
 * @param {() => any} call
 */
export function attempt (what, call) {
  try {
    record(what, call())
  } catch (error) {
    record(what, error)
  }
}

/** End the scenario. In a page that ends the app. */
export function done () {
  console.log('transcript end')
  if (inPage) fetch('ipc://application.exit/?value=0')
  // Servers and sockets that a scenario left open would keep node waiting; what is in a full pipe is lost by exit().
  else process.stdout.write('', () => process.exit())
}

/**
 * @param {string} name of a file beside this one
 * @returns {Promise<any>} what a test made
 */
export async function cases (name) {
  const url = new URL(name, import.meta.url)
  if (inPage) return (await fetch(url)).json()
  const { readFile } = await import(/* not for pages */ 'node:fs/promises')
  return JSON.parse(await readFile(url, 'utf8'))
}

/**
 * @param {any} value
 * @param {number} [depth]
 * @returns {any} something for JSON, alike in every engine
 */
function shown (value, depth = 0) {
  if (value === null || typeof value === 'boolean') return value
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? value : `number ${Object.is(value, -0) ? '-0' : value}`
  if (typeof value === 'string') return value.isWellFormed?.() === false ? ['units', ...Array.from(value, (unit) => unit.charCodeAt(0))] : value
  if (typeof value !== 'object') return typeof value === 'function' ? 'a function' : `${typeof value} ${String(value)}`
  if (value instanceof Error) return shownError(value)
  if (value instanceof Uint8Array) return `${value.constructor.name} ${Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
  if (depth > 6) return 'deeper'
  if (Array.isArray(value)) return value.map((item) => shown(item, depth + 1))
  if (value instanceof URL) return `URL ${value.href}`
  return Object.fromEntries(Object.keys(value).map((key) => [key, shown(value[key], depth + 1)]))
}

/**
 * Messages of the engine itself differ; those of Node's errors, which have a code, do not.
 * @param {any} error
 */
function shownError (error) {
  return error.code === undefined ? ['error', error.name] : ['error', error.name, error.code, error.message]
}
