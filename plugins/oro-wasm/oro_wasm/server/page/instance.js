/**
 * One instance of a module, and its successor, which goes on with its memory and globals.
 *
 * The server gives the module exports for both (`__oro_memory`, `__oro_global_N`), and says when only code has changed.
 * @module
 */

/** @typedef {import('./types.js').Import} Import */
/** @typedef {import('./types.js').Value} Value */
/** @typedef {import('./wasi.js').Wasi} Wasi */

const MEMORY = '__oro_memory'
const PAGE = 65536
const WASI = 'wasi_snapshot_preview1'

export class Instance {
  /** @type {WebAssembly.Module} */
  #module
  /** @type {Import[]} */
  #imports
  /** @type {WebAssembly.Instance} */
  #instance
  /** @type {WebAssembly.Memory | null} */
  #memory

  /**
   * @param {WebAssembly.Module} module @param {Import[]} imports
   * @param {WebAssembly.Instance} instance @param {WebAssembly.Memory | null} memory
   */
  constructor (module, imports, instance, memory) {
    this.#module = module
    this.#imports = imports
    this.#instance = instance
    this.#memory = memory
  }

  /**
   * Compile and instantiate a module; a reactor is initialized.
   * @param {string} url @param {Import[]} imports @param {Wasi} wasi
   */
  static async load (url, imports, wasi) {
    const module = await compiled(url)
    const made = await Instance.#of(module, imports, wasi)
    const initialize = made.#instance.exports._initialize
    if (typeof initialize === 'function') initialize()
    return made
  }

  /** @param {WebAssembly.Module} module @param {Import[]} imports @param {Wasi} wasi */
  static async #of (module, imports, wasi) {
    const { given, memory } = await provided(module, imports, wasi)
    const instance = await WebAssembly.instantiate(module, given)
    wasi.attach(instance.exports)
    const own = instance.exports[MEMORY] ?? instance.exports.memory ?? memory
    return new Instance(module, imports, instance, own instanceof WebAssembly.Memory ? own : null)
  }

  /**
   * Return an instance of a newer module that has this one's memory and globals. This one is unchanged when it fails.
   * @param {string} url @param {Import[]} imports @param {Wasi} wasi
   */
  async successor (url, imports, wasi) {
    const next = await Instance.#of(await compiled(url), imports, wasi)
    if (this.#memory && next.#memory) carry(this.#memory, next.#memory)
    for (const [name, from] of Object.entries(this.#instance.exports)) {
      const to = next.#instance.exports[name]
      if (from instanceof WebAssembly.Global && to instanceof WebAssembly.Global) assign(to, from)
    }
    return next
  }

  /** @param {string} name @param {Value[]} args @returns {unknown} */
  call (name, args) {
    const exported = this.#instance.exports[name]
    if (typeof exported !== 'function') throw new Error(`Cannot call "${name}": the module exports no such function`)
    return exported(...args)
  }

  /**
   * Run the program from its start, in an instance of its own.
   * @param {Wasi} wasi @returns {Promise<number>} what it exited with
   */
  async run (wasi) {
    const fresh = await Instance.#of(this.#module, this.#imports, wasi)
    try {
      fresh.call('_start', [])
    } catch (error) {
      if (wasi.exited === null) throw error
    }
    return wasi.exited ?? 0
  }
}

/** @param {unknown} error @returns {string} what happened, and in which functions of the module */
export function explained (error) {
  if (!(error instanceof Error)) return String(error)
  const kind = error instanceof WebAssembly.RuntimeError ? 'The module trapped: ' : ''
  const frames = (error.stack ?? '').split('\n').flatMap((line) => {
    const found = /(?:wasm-function\[\d+\]|<\?>\.wasm-function\[([^\]]+)\])/.exec(line)
    const name = /^\s*at ([^\s(]+)/.exec(line)?.[1] ?? found?.[1]
    return found && name && !name.startsWith('wasm:') ? [`  at ${name}`] : []
  })
  return [`${kind}${error.message}`, ...frames.slice(0, 12)].join('\n')
}

/** @param {string} url @returns {Promise<WebAssembly.Module>} */
async function compiled (url) {
  const answer = await fetch(url)
  if (!answer.ok) throw new Error(await answer.text())
  return WebAssembly.compile(await answer.arrayBuffer())
}

/** @param {WebAssembly.Memory} from @param {WebAssembly.Memory} to */
function carry (from, to) {
  const missing = Math.ceil((from.buffer.byteLength - to.buffer.byteLength) / PAGE)
  if (missing > 0) to.grow(missing)
  new Uint8Array(to.buffer).set(new Uint8Array(from.buffer))
}

/** @param {WebAssembly.Global} to @param {WebAssembly.Global} from */
function assign (to, from) {
  try {
    to.value = from.value
  } catch {
    // A constant has its value already.
  }
}

/**
 * Return what the panel can give a module: WASI, what AssemblyScript asks for, and memories, tables and globals. A
 * function it cannot give says so when it is called.
 * @param {WebAssembly.Module} module @param {Import[]} types @param {Wasi} wasi
 */
async function provided (module, types, wasi) {
  /** @type {Record<string, Record<string, unknown>>} */
  const given = {}
  /** @type {WebAssembly.Memory | null} */
  let memory = null
  for (const { module: from, name, kind } of WebAssembly.Module.imports(module)) {
    const members = given[from] ??= from === WASI ? { ...await wasi.imports() } : {}
    if (name in members) continue
    const type = types.find((each) => each.module === from && each.name === name)?.type ?? ''
    members[name] = value(from, name, kind, type, () => memory)
    if (members[name] instanceof WebAssembly.Memory) memory = members[name]
  }
  return { given: /** @type {WebAssembly.Imports} */ (given), memory }
}

/**
 * @param {string} from @param {string} name @param {string} kind @param {string} type
 * @param {() => WebAssembly.Memory | null} memory
 */
function value (from, name, kind, type, memory) {
  const [least, most] = (/ (\d+)(?: (\d+))?/.exec(type) ?? ['', '0', '']).slice(1)
  const limits = { initial: Number(least), ...(most && { maximum: Number(most) }) }
  if (kind === 'memory') return new WebAssembly.Memory({ ...limits, shared: type.includes('shared') })
  if (kind === 'table') return new WebAssembly.Table({ ...limits, element: type.endsWith('externref') ? 'externref' : 'anyfunc' })
  if (kind === 'global') return global(type)
  if (from === 'env' && name === 'seed') return () => Math.random() * Number.MAX_SAFE_INTEGER
  return () => {
    throw new Error(`Cannot call import "${from}.${name}": this page gives the module no such function; run it in your own page`)
  }
}

/** @param {string} type */
function global (type) {
  const [kind, mutable] = type.startsWith('mut ') ? [type.slice(4), true] : [type, false]
  const value = /** @type {WebAssembly.ValueType} */ (kind)
  return new WebAssembly.Global({ value, mutable }, /** @type {any} */ (kind === 'i64' ? 0n : 0))
}
