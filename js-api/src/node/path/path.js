/**
 * One path as an object: its parts, and the URL that names it.
 * @module
 */

import { posix, win32 } from './kinds.js'

/** A path or URL, taken apart. */
export class Path {
  #text
  #url

  /**
   * @param {string | URL | Path} path
   * @param {string | URL} [base] what a relative one starts from
   */
  constructor (path, base) {
    const text = String(path)
    this.#url = URL.canParse(text) ? new URL(text) : new URL(encodeURI(text.replaceAll('\\', '/')), new URL(base ?? '/', 'file:///'))
    this.#text = text
  }

  /**
   * @param {string | URL | Path} path
   * @param {string | URL} [base]
   */
  static from (path, base) {
    return path instanceof Path ? path : new Path(path, base)
  }

  get #parts () {
    return (/^[a-z]:|\\/i.test(this.#text) ? win32 : posix).parse(this.isRelative ? this.#text : this.pathname)
  }

  get pathname () { return decodeURIComponent(this.#url.pathname) }
  get protocol () { return this.#url.protocol }
  get href () { return this.#url.href }
  get dir () { return this.#parts.dir }
  get base () { return this.#parts.base }
  get name () { return this.#parts.name }
  get ext () { return this.#parts.ext }
  get root () { return this.#parts.root }
  get parent () { return this.dir }
  get drive () { return /^[a-z]:/i.exec(this.#text)?.[0] ?? null }
  get isRelative () { return !URL.canParse(this.#text) && !posix.isAbsolute(this.#text) && !win32.isAbsolute(this.#text) }

  toURL () { return new URL(this.#url) }
  toString () { return this.#text }
}

export default Path
