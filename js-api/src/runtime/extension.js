/**
 * Extensions: Python or WebAssembly from folders the app allows, loaded while it runs.
 *
 *     const counter = await extension.load('counter')
 *     const { err, data } = await counter.binding.count({ text })
 *
 * One of Python adds routes to the host; its binding calls them. One of WebAssembly runs in this page, in its
 * engine's sandbox; its binding is what it exports. Loading needs the plugin oro-extension; what every page of an app
 * wants is better a plugin, installed with the app, whose routes are there without being loaded.
 * @module
 */

import { NotSupportedError } from '../base/errors.js'
import { createBinding, request } from '../base/ipc.js'

export * as default from './extension.js'

/** @typedef {'shared' | 'wasm32' | 'unknown'} ExtensionType `shared` is Python in the host's process */

/**
 * @typedef {object} ExtensionOptions
 * @property {string | string[]} [allow] which of `ipc` (its routes are called) and `context` (its lifespan is given
 *   the host) it may have, both when left out; an extension that needs one it may not have is not loaded
 * @property {WebAssembly.Imports} [imports] of a WebAssembly extension
 * @property {ExtensionType} [type] what it is expected to be
 */

/** An extension that is loaded. */
export class Extension {
  static load = load
  static stats = stats

  /**
   * @param {string} name
   * @returns {Promise<ExtensionType>} what an extension is, loaded or not; `unknown` when there is none of that name
   */
  static async type (name) {
    return (await call('extension.type', { name })).type
  }

  /**
   * @param {{ abi: number, name: string, type: ExtensionType, version: string, description: string }} facts
   * @param {ExtensionOptions} options
   * @param {WebAssembly.WebAssemblyInstantiatedSource | null} adapter
   */
  constructor (facts, options, adapter) {
    this.abi = facts.abi
    this.name = facts.name
    this.type = facts.type
    this.version = facts.version
    this.description = facts.description
    this.options = options
    /** The module and its instance, of a WebAssembly extension. */
    this.adapter = adapter
    /** Its routes as methods, or the exports of its module. @type {any} */
    this.binding = adapter ? adapter.instance.exports : binding(facts.name)
    this.loaded = true
  }

  /** Unload it, for every page; one of Python can be loaded anew as it is then on disk. */
  async unload () {
    await call('extension.unload', { name: this.name })
    this.loaded = false
  }
}

/**
 * Load an extension, unless it is loaded.
 * @param {string} name letters, digits, `_` and `-`
 * @param {ExtensionOptions} [options]
 * @returns {Promise<Extension>} rejects with a NotFoundError when no allowed folder has it, and with an error of code
 *   ERR_EXTENSION and its `location` when it fails to load
 */
export async function load (name, options = {}) {
  if ('path' in options) throw new NotSupportedError(`Cannot load "${name}" from a path: extensions_allowed_roots names their folders`)
  const { allow = [], imports = {}, type } = options
  const facts = await call('extension.load', { name, allow: [allow].flat().join(',') })
  if (type !== undefined && facts.type !== type) throw new TypeError(`Cannot load "${name}" as ${type}: it is ${facts.type}`)
  const adapter = facts.type === 'wasm32' ? await instantiated(name, imports) : null
  return new Extension(facts, options, adapter)
}

/**
 * @param {string} [name]
 * @returns {Promise<{ abi: number, loaded?: number, name?: string, type?: ExtensionType, path?: string }>} how many
 *   are loaded, or facts of one
 */
export async function stats (name = '') {
  return call('extension.stats', { name })
}

/**
 * Call the routes of a plugin or extension as methods: `binding('dns').lookup({ hostname })` is `ipc://dns.lookup`.
 * @param {string} name
 * @returns {any}
 */
export function binding (name) {
  return createBinding(name, { default: 'request' })
}

/**
 * @param {string} name
 * @param {WebAssembly.Imports} imports
 */
async function instantiated (name, imports) {
  const { data, err } = await request(/** @type {any} */ ('extension.binary'), { name }, { responseType: 'arraybuffer' })
  if (err) throw err
  return WebAssembly.instantiate(data, imports)
}

/**
 * @param {any} route
 * @param {Record<string, any>} params
 */
async function call (route, params) {
  const { data, err } = await request(route, params)
  if (err) throw err
  return data
}
