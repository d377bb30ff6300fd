/** @typedef {{ getAllResponseHeaders: () => string }} HeaderSource */

/** The headers of an answer; what the platform's `Headers` are, with `length` and `toJSON()`. */
export class Headers extends globalThis.Headers {
  /**
   * Make headers from entries, a plain object, header text, or an object with `getAllResponseHeaders()`.
   * @param {any} input
   * @returns {Headers}
   */
  static from (input) {
    if (input instanceof Headers) return input
    const source = input?.headers ?? input
    if (typeof source?.getAllResponseHeaders === 'function') {
      return new this(parse(source.getAllResponseHeaders()))
    }
    if (typeof source === 'string') return new this(parse(source))
    return new this(source ?? undefined)
  }

  /** How many different names there are. */
  get length () {
    return Array.from(this.keys()).length
  }

  /** @returns {Record<string, string>} */
  toJSON () {
    return Object.fromEntries(this.entries())
  }
}

/**
 * @param {string} text
 * @returns {[string, string][]}
 */
function parse (text) {
  /** @type {[string, string][]} */
  const entries = []
  for (const line of text.split(/\r?\n/)) {
    const colon = line.indexOf(':')
    if (colon > 0) entries.push([line.slice(0, colon).trim(), line.slice(colon + 1).trim()])
  }
  return entries
}
