/**
 * One line of WebKit's stacks, with the methods of V8's call sites.
 * @module
 */

import { placeOf } from './places.js'

const LINE = /^(?<name>[^@]*)@(?<url>.*?)(?::(?<line>\d+):(?<column>\d+))?$/

/** A place that code was called from. What a stack does not tell is null. */
export class CallSite {
  #line
  #parts

  /** @param {string} line */
  constructor (line) {
    this.#line = line
    this.#parts = LINE.exec(line)?.groups ?? {}
  }

  /** @returns {string | null} a path on disk for a file of the app; of functions of modules null */
  getFileName () {
    const { name = '', url = '' } = this.#parts
    // The code of a module itself is a function named for its file.
    if (!url && name.startsWith('/')) return name
    if (!url || url === '[native code]') return null
    return globalThis.__args?.origin && url.startsWith(`${globalThis.__args.origin}/`) ? placeOf(url) : url
  }

  getScriptNameOrSourceURL () { return this.getFileName() }
  getLineNumber () { return this.#parts.line ? Number(this.#parts.line) : null }
  getColumnNumber () { return this.#parts.column ? Number(this.#parts.column) : null }
  getFunctionName () { return /^(module|global|eval) code$|^\//.test(this.#parts.name ?? '') ? null : this.#parts.name || null }
  getMethodName () { return null }
  getTypeName () { return null }
  /** @returns {any} undefined: no engine lends pages the value of `this` */
  getThis () { return undefined }
  /** @returns {any} undefined, as for strict functions of V8 */
  getFunction () { return undefined }
  /** @returns {string | undefined} */
  getEvalOrigin () { return undefined }
  getPromiseIndex () { return null }
  isNative () { return this.#parts.url === '[native code]' }
  isToplevel () { return this.getFunctionName() === null }
  isEval () { return false }
  isConstructor () { return false }
  isAsync () { return false }
  isPromiseAll () { return false }
  toString () { return this.#line }
}
