/**
 * What a scenario writes down, the same way in node and in a page: one line for each thing that happened.
 * @module
 */

const inPage = Boolean(/** @type {any} */ (globalThis).isOroRuntime)

/**
 * @param {string} what
 * @param {any} value
 */
export function record (what, value) {
  console.log(`transcript ${JSON.stringify([what, shown(value)])}`)
}

/**
 * Write down what a call returns or throws, or comes to.
 * @param {string} what
 * @param {() => any} call
 */
export async function attempt (what, call) {
  try {
    record(what, await call())
  } catch (error) {
    record(what, error)
  }
}

/**
 * Write down what a callback is told, or what is thrown before.
 * @param {string} what
 * @param {(callback: (...values: any[]) => void) => any} call
 */
export async function told (what, call) {
  await attempt(what, () => new Promise((resolve, reject) => {
    const result = call((...values) => resolve(values))
    if (result?.catch) result.catch(reject)
  }))
}

/** End the scenario. In a page that ends the app. */
export function done () {
  console.log('transcript end')
  if (inPage) fetch('ipc://application.exit/?value=0')
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
 * @returns {any} something for JSON, alike in every engine
 */
function shown (value) {
  if (value === null || ['boolean', 'number', 'string'].includes(typeof value)) return value
  if (typeof value !== 'object') return typeof value === 'function' ? 'a function' : `${typeof value} ${String(value)}`
  if (value instanceof Error) return shownError(value)
  if (value instanceof ArrayBuffer) return ['ArrayBuffer', shown(new Uint8Array(value))]
  if (value instanceof Uint8Array) return `${value.constructor.name} ${Array.from(value, (byte) => byte.toString(16).padStart(2, '0')).join('')}`
  if (Array.isArray(value)) return value.map(shown)
  if (value instanceof EventTarget || value.on) return `some ${value.constructor.name}`
  return Object.fromEntries(Object.keys(value).map((key) => [key, shown(value[key])]))
}

/** @param {any} error */
function shownError (error) {
  return ['error', error.name, error.code ?? null, error.message, error.library ?? null, error.reason ?? null]
}
