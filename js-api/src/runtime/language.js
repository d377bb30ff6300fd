/**
 * Languages by code, tag and name.
 *
 *     lookup('german').code        // 'de'
 *     describe('en-GB').description // 'English (United Kingdom)'
 *
 * Codes are those of ISO 639-1; names are the engine's own, in English.
 * @module
 */

import { Enumeration } from './enumeration.js'
import { CODES, TAGS } from './language/tables.js'

export * as default from './language.js'

const shown = new Intl.DisplayNames(['en'], { type: 'language', languageDisplay: 'standard' })
const nameOf = (/** @type {string} */ code) => shown.of(code) ?? code

/** Codes such as `en`. */
export const codes = Enumeration.from(CODES)

/** Names such as `English`, in the order of codes. */
export const names = Enumeration.from(CODES.map(nameOf))

/** Tags such as `en-GB`. */
export const tags = Enumeration.from(TAGS)

/** Descriptions such as `English (United Kingdom)`, in the order of tags. */
export const descriptions = Enumeration.from(TAGS.map(nameOf))

/** A language that was found. */
export class LanguageQueryResult {
  /** @param {string} code */
  constructor (code) {
    this.code = code
    this.name = nameOf(code)
    this.tags = TAGS.filter((tag) => tag.startsWith(`${code}-`))
    Object.freeze(this)
  }
}

/** A language as it is written somewhere. */
export class LanguageDescription {
  /** @param {string} tag */
  constructor (tag) {
    this.code = tag.split('-')[0]
    this.tag = tag
    this.description = nameOf(tag)
    Object.freeze(this)
  }
}

/**
 * Find a language by its code, a tag of it, or its name.
 * @param {string} query compared without case
 * @param {{ strict?: boolean }} [options] `strict`: the name must be the whole one
 * @returns {LanguageQueryResult | null}
 * @throws {TypeError} `query` is no text of at least two characters
 */
export function lookup (query, { strict = false } = {}) {
  const wanted = checked(query)
  const code = wanted.split('-')[0]
  if (CODES.includes(code) && (wanted === code || TAGS.some((tag) => tag.toLowerCase() === wanted))) return new LanguageQueryResult(code)
  const called = CODES.filter((code) => nameOf(code).toLowerCase() === wanted)
  const begun = strict ? [] : CODES.filter((code) => nameOf(code).toLowerCase().startsWith(wanted))
  const held = strict ? [] : CODES.filter((code) => nameOf(code).toLowerCase().includes(wanted))
  const [found] = [...called, ...begun, ...held]
  return found === undefined ? null : new LanguageQueryResult(found)
}

/**
 * Describe a tag, or the first one of a language.
 * @param {string} query a tag, a code, or a name
 * @param {{ strict?: boolean }} [options] as for `lookup()`
 * @returns {LanguageDescription | null}
 * @throws {TypeError} `query` is no text of at least two characters
 */
export function describe (query, options) {
  const wanted = checked(query)
  const tag = TAGS.find((tag) => tag.toLowerCase() === wanted)
  if (tag) return new LanguageDescription(tag)
  const found = lookup(query, options)
  return found && new LanguageDescription(found.tags[0] ?? found.code)
}

/**
 * @param {any} query
 * @returns {string}
 */
function checked (query) {
  if (typeof query !== 'string') throw new TypeError(`Failed to lookup query: expected a string, got ${query === null ? 'null' : typeof query}`)
  const wanted = query.trim().toLowerCase().replaceAll('_', '-')
  if (wanted.length < 2) throw new TypeError('Failed to lookup query: expected at least two characters')
  return wanted
}
