/**
 * Modules looked at without running them.
 * @module
 */

import { request } from 'oro:ipc'
import { sections } from './binary/reader.js'
import { exportedFunctions } from './binary/types.js'
import { componentRefusal, load, opened } from './module.js'
import { engineOf } from './options.js'
import { shape } from './values.js'

/** @typedef {import('./module.js').Source} Source */

/**
 * @typedef {object} Verdict
 * @property {boolean} valid
 * @property {string | null} reason why it is not
 * @property {number | null} offset where, in bytes from its beginning; null where the engine does not tell
 */

/**
 * @typedef {object} Seen
 * @property {'module' | 'component'} kind
 * @property {{ module: string, name: string, kind: string }[]} imports
 * @property {{ name: string, kind: string, type: string | null }[]} exports functions with types such as `(i32) -> i64`
 * @property {{ name: string, offset: number, size: number }[]} sections
 * @property {string[]} wasi the functions of WASI it imports
 * @property {number} size in bytes
 */

const SECTIONS = ['custom', 'type', 'import', 'function', 'table', 'memory', 'global', 'export', 'start', 'element', 'code', 'data', 'data count', 'tag']
const WASI = /^wasi_(snapshot_preview1|unstable)$/

/**
 * Say whether WebAssembly is valid. The host names offset and reason for modules and components; an engine of a page
 * knows modules only.
 * @param {Source} source
 * @param {{ engine?: import('./options.js').Engine, signal?: AbortSignal }} [options] `host` unless given
 * @returns {Promise<Verdict & Record<string, any>>} from the host with what `oro wasm verify --json` tells
 */
export async function verify (source, options = {}) {
  if (engineOf(options) === 'host') return told('wasm.verify', source, options)
  try {
    const module = await load(source, options)
    checkModule(module.name, await module.kind())
    await module.compiled(null)
    return { valid: true, reason: null, offset: null }
  } catch (error) {
    const { name, message } = /** @type {Error} */ (error)
    if (name !== 'TypeError') throw error
    const offset = /@\+(\d+)|byte (\d+)/.exec(message)
    return { valid: false, reason: message, offset: offset ? Number(offset[1] ?? offset[2]) : null }
  }
}

/**
 * Say what WebAssembly has and wants.
 * @param {Source} source
 * @param {{ engine?: import('./options.js').Engine, signal?: AbortSignal }} [options] `host` unless given
 * @returns {Promise<any>} from the host what `oro wasm inspect --json` tells; from the page a `Seen`
 */
export async function inspect (source, options = {}) {
  if (engineOf(options) === 'host') return told('wasm.inspect', source, options)
  const module = await load(source, options)
  checkModule(module.name, await module.kind())
  const [compiled, bytes] = [await module.compiled(null), await module.bytes()]
  const types = exportedFunctions(bytes)
  const imports = WebAssembly.Module.imports(compiled).map(({ module, name, kind }) => ({ module, name, kind }))
  return /** @type {Seen} */ ({
    kind: 'module',
    imports,
    exports: WebAssembly.Module.exports(compiled).map(({ name, kind }) => {
      const type = types?.get(name)
      return { name, kind, type: type ? shape(type) : null }
    }),
    sections: sections(bytes).map(({ id, begin, reader: { at, end } }) => ({ name: SECTIONS[id] ?? String(id), offset: begin, size: end - at })),
    wasi: imports.filter((each) => WASI.test(each.module)).map(({ name }) => name),
    size: bytes.length
  })
}

/** @param {string} name @param {string} kind */
function checkModule (name, kind) {
  if (kind === 'component') throw componentRefusal(name)
}

/** @param {'wasm.verify' | 'wasm.inspect'} route @param {Source} source @param {{ signal?: AbortSignal }} options */
async function told (route, source, { signal }) {
  const module = await opened(source, signal)
  const { err, data } = await request(/** @type {any} */ (route), await module.named(), { signal })
  if (err) throw err
  return data
}
