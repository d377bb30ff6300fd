import { BadRequestError, NotFoundError, NotSupportedError } from 'oro:errors'
import { write } from 'oro:ipc'
import { isComponent, isWebAssembly } from './binary/header.js'
import { limited } from './binary/limits.js'

const FILES = 'oro:fs/promises'

/** @typedef {string | URL | Response | Blob | ArrayBuffer | ArrayBufferView | { path: string } | Module} Source */

/** WebAssembly that a page has loaded: a module, or a component. Running it again compiles nothing again. */
export class Module {
  /** @type {string | null} */
  #digest = null
  /** @type {Map<number | null, Promise<WebAssembly.Module>>} */
  #compiled = new Map()
  /** @type {Promise<Uint8Array<ArrayBuffer>> | null} */
  #bytes

  /**
   * @param {string} name for its arguments and errors
   * @param {string | null} path of its file on the machine
   * @param {Uint8Array<ArrayBuffer> | null} bytes null to read that file when they are wanted
   */
  constructor (name, path, bytes) {
    this.name = name
    this.path = path
    this.#bytes = bytes && Promise.resolve(bytes)
  }

  /** @returns {Promise<Uint8Array<ArrayBuffer>>} */
  bytes () {
    this.#bytes ??= this.#read(/** @type {string} */ (this.path))
    return this.#bytes
  }

  /** @param {string} path @returns {Promise<Uint8Array<ArrayBuffer>>} */
  async #read (path) {
    // When it is wanted: apps may have no files. By a variable: scripts have no `require` that stands for an import.
    const { readFile } = await import(FILES)
    return new Uint8Array(await readFile(path))
  }

  /** @returns {Promise<'module' | 'component'>} rejects for what is neither */
  async kind () {
    const bytes = await this.bytes()
    if (!isWebAssembly(bytes)) throw new TypeError(`Cannot load ${this.name}: it is no WebAssembly, for it does not begin with \\0asm`)
    return isComponent(bytes) ? 'component' : 'module'
  }

  /**
   * Compile it in this page.
   * @param {number | null} memory bytes of each memory at most
   * @returns {Promise<WebAssembly.Module>}
   */
  compiled (memory) {
    let made = this.#compiled.get(memory)
    if (!made) this.#compiled.set(memory, made = this.#compile(memory))
    return made
  }

  /** @returns {Promise<{ path: string } | { digest: string }>} what the host knows it as; its bytes are sent once */
  async named () {
    if (this.path !== null) return { path: this.path }
    if (this.#digest === null) {
      const { err, data } = await write('wasm.load', {}, await this.bytes())
      if (err) throw err
      this.#digest = String(data.digest)
    }
    return { digest: this.#digest }
  }

  /** @param {number | null} memory */
  async #compile (memory) {
    const bytes = await this.bytes()
    try {
      return await WebAssembly.compile(memory === null ? bytes : limited(bytes, memory))
    } catch (error) {
      if (!(error instanceof WebAssembly.CompileError)) throw error
      throw new TypeError(`Cannot load ${this.name}: ${error.message}`, { cause: error })
    }
  }
}

/**
 * Load WebAssembly.
 * @param {Source} source an address relative to the page, what `fetch()` answered, bytes, or `{ path }` of a file of the machine
 * @param {{ signal?: AbortSignal }} [options]
 * @returns {Promise<Module>} rejects with a NotFoundError where nothing is, a TypeError for what is no WebAssembly
 */
export async function load (source, { signal } = {}) {
  const module = await opened(source, signal)
  if (module.path === null) await module.kind()
  return module
}

/**
 * The same, of anything: what is no WebAssembly can be looked at, too.
 * @param {any} source
 * @param {AbortSignal} [signal]
 * @returns {Promise<Module>}
 */
export async function opened (source, signal) {
  signal?.throwIfAborted()
  if (source instanceof Module) return source
  if (typeof source === 'string' || source instanceof URL) {
    return fromResponse(await fetch(new URL(source, globalThis.document?.baseURI ?? globalThis.location.href), { signal }), String(source))
  }
  if (source instanceof Response) return fromResponse(source, source.url)
  if (source instanceof Blob) return new Module('module.wasm', null, new Uint8Array(await source.arrayBuffer()))
  if (source instanceof ArrayBuffer) return new Module('module.wasm', null, new Uint8Array(source.slice(0)))
  if (ArrayBuffer.isView(source)) {
    return new Module('module.wasm', null, new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice())
  }
  if (typeof source?.path === 'string') return new Module(nameOf(source.path), source.path, null)
  throw new TypeError('Cannot load WebAssembly: give an address, a Response, bytes, or { path } of a file of the machine')
}

/** @param {Response} response @param {string} address */
async function fromResponse (response, address) {
  const name = nameOf(address)
  if (response.status === 404) throw new NotFoundError(`Cannot load ${name}: nothing is at ${address}`)
  if (!response.ok) throw new BadRequestError(`Cannot load ${name}: ${address} answered ${response.status}`)
  return new Module(name, null, new Uint8Array(await response.arrayBuffer()))
}

/** @param {string} address */
function nameOf (address) {
  return address.replace(/[?#].*$/, '').split('/').pop() || 'module.wasm'
}

/** @param {string} name */
export function componentRefusal (name) {
  return new NotSupportedError(`Cannot use ${name} in the page: it is a component, which engines of pages do not know; ask for { engine: 'host' }`)
}
