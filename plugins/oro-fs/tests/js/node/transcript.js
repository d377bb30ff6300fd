/**
 * What a scenario saw, as data that two worlds can be compared by.
 * @module
 */

/**
 * @typedef {object} World
 * @property {any} fs
 * @property {any} Buffer
 * @property {string} folder an empty one
 */

/**
 * @typedef {object} Stage what a scenario gets
 * @property {any} fs
 * @property {any} fsp
 * @property {any} Buffer
 * @property {string} folder an empty one of its own
 * @property {(label: string, value: any) => void} say
 * @property {(label: string, act: () => any) => Promise<any>} attempt say what it gives, or what it fails with
 * @property {(label: string, name: string, ...args: any[]) => Promise<void>} every call `name` in its three forms
 */

/**
 * Run every scenario in a folder of its own.
 * @param {Record<string, (stage: Stage) => any>} scenarios
 * @param {World} world
 * @returns {Promise<Record<string, [string, any][]>>}
 */
export async function transcript (scenarios, { fs, Buffer, folder }) {
  /** @type {Record<string, [string, any][]>} */
  const told = {}
  for (const [name, scenario] of Object.entries(scenarios)) {
    const place = fs.mkdtempSync(`${folder}/scene-`)
    /** @type {[string, any][]} */
    const lines = told[name] = []
    const say = (/** @type {string} */ label, /** @type {any} */ value) => { lines.push([label, plain(value, place)]) }
    try {
      await scenario({ fs, fsp: fs.promises, Buffer, folder: place, say, attempt, every })
    } catch (error) {
      say('FAILED', error)
    }
    fs.rmSync(place, { recursive: true, force: true })

    /** @type {Stage['attempt']} */
    async function attempt (label, act) {
      try {
        const value = await act()
        say(label, value)
        return value
      } catch (error) {
        say(label, { throws: plain(error, place) })
        return undefined
      }
    }

    /** @type {Stage['every']} */
    async function every (label, name, ...args) {
      const fresh = () => args.map((arg) => typeof arg === 'function' && arg.fresh ? arg.fresh() : arg)
      await attempt(`${label} (sync)`, () => fs[`${name}Sync`](...fresh()))
      if (Object.keys(fs.promises).includes(name)) await attempt(`${label} (promise)`, () => fs.promises[name](...fresh()))
      await attempt(`${label} (callback)`, () => new Promise((resolve) => {
        fs[name](...fresh(), (/** @type {any[]} */ ...given) => resolve({ called: given }))
      }))
    }
  }
  return told
}

/**
 * @param {any} value
 * @param {string} folder
 * @returns {any}
 */
export function plain (value, folder) {
  if (value === undefined) return 'undefined'
  if (typeof value === 'string') return value.replaceAll(folder, '<folder>')
  if (typeof value === 'bigint' || typeof value === 'symbol') return `${typeof value} ${String(value)}`
  if (typeof value === 'number') return Number.isFinite(value) && !Object.is(value, -0) ? value : `number ${String(value)}`
  if (typeof value === 'function') return `function ${value.name}`
  if (value === null || typeof value !== 'object') return value
  if (value instanceof Error) return errorOf(value, folder)
  if (ArrayBuffer.isView(value)) {
    const bytes = new Uint8Array(value.buffer, value.byteOffset, Math.min(64, value.byteLength))
    return { [value.constructor.name.replace(/^Buffer\d$/, 'Buffer')]: Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join(''), bytes: value.byteLength }
  }
  if (value instanceof Date) return { date: value.toISOString() }
  if (Array.isArray(value)) return value.map((item) => plain(item, folder))
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item, folder)]))
}

/**
 * @param {any} error
 * @param {string} folder
 */
function errorOf (error, folder) {
  const { name, message, code, errno, syscall, path, dest } = error
  const Class = error instanceof TypeError ? 'TypeError' : error instanceof RangeError ? 'RangeError' : 'Error'
  const told = { Class, name, message, code, errno, syscall, path, dest }
  return Object.fromEntries(Object.entries(told).filter(([, item]) => item !== undefined).map(([key, item]) => [key, plain(item, folder)]))
}
