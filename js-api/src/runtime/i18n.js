/**
 * Messages in the person's language, from `messages.json` files as Chrome's extensions have them.
 *
 *     // i18n/locales/de/messages.json: { "hello": { "message": "Hallo, $1!" } }
 *     getMessage('hello', ['Welt'])
 *
 * Where the files of a locale are is `i18n_locales_<tag>` of the configuration, or else a folder of that name under
 * `i18n_locales_default`.
 * @module
 */

import { codes, tags } from './language.js'
import { substituted } from './i18n/substitute.js'

export * as default from './i18n.js'

/** @typedef {import('./i18n/substitute.js').MessageEntry} MessageEntry */
/** @typedef {Record<string, MessageEntry>} Messages */

/** Where locales are unless the configuration says otherwise. */
export const DEFAULT_LOCALES_LOCATION = 'i18n/locales'

/** Messages by locale, as far as they were read. @type {Map<string, Messages | null>} */
export const cache = new Map()

/** A code or tag of a language. */
export class LanguageCode extends String {
  /** @param {string} code */
  constructor (code) {
    const known = String(code).replaceAll('_', '-')
    if (!codes.has(known.split('-')[0].toLowerCase())) throw new TypeError(`Cannot use "${code}" as a language: there is none of that code`)
    super(known)
  }

  /** Whether it names a region. */
  get isTag () {
    return tags.has(String(this))
  }
}

/**
 * @param {string} name of the message
 * @param {string | string[] | Record<string, any>} [substitutions]
 * @param {{ locale?: string }} [options]
 * @returns {string | null} null when no locale has it
 */
export function getMessage (name, substitutions, { locale } = {}) {
  const found = entry(name, locale)
  return found && substituted(found, substitutions)
}

/**
 * @param {string} name
 * @param {{ locale?: string }} [options]
 * @returns {string | null} what translators are told
 */
export function getMessageDescription (name, { locale } = {}) {
  return entry(name, locale)?.description ?? null
}

/** @returns {string} the language of the engine, such as `de` or `en-GB` */
export function getUILanguage () {
  const language = globalThis.navigator?.language ?? ''
  // An engine without a locale says "C".
  return codes.has(language.split('-')[0]) ? language : 'en'
}

/** @returns {string[]} languages the person reads, best first */
export function getAcceptLanguages () {
  return [...globalThis.navigator?.languages ?? []]
}

/**
 * Read the messages of a locale, or of its language when there are none for its region; waits for the file.
 * @param {string} [locale]
 * @returns {Messages | null} null when there are none
 */
export function getMessagesForLocale (locale = getUILanguage()) {
  for (const name of candidates(locale)) {
    if (!cache.has(name)) cache.set(name, read(name))
    const found = cache.get(name)
    if (found) return found
  }
  return null
}

/**
 * @param {string} name
 * @param {string | undefined} locale
 * @returns {MessageEntry | null}
 */
function entry (name, locale) {
  for (const one of locale === undefined ? [getUILanguage(), ...getAcceptLanguages()] : [locale]) {
    const messages = getMessagesForLocale(one)
    const key = messages && Object.keys(messages).find((known) => known.toLowerCase() === name.toLowerCase())
    if (messages && key !== null && key !== undefined) return messages[key]
  }
  return null
}

/** @param {string} locale */
function candidates (locale) {
  const tag = locale.replaceAll('_', '-')
  return [...new Set([tag, tag.replaceAll('-', '_'), tag.split('-')[0]])]
}

/**
 * @param {string} name
 * @returns {Messages | null}
 */
function read (name) {
  const xhr = new XMLHttpRequest()
  xhr.open('GET', new URL(`${folder(name)}/messages.json`, pageOrigin()), false)
  try {
    xhr.send()
    return xhr.status === 200 || xhr.status === 0 ? JSON.parse(xhr.responseText) : null
  } catch {
    return null
  }
}

/** @param {string} name */
function folder (name) {
  const config = globalThis.__args?.config ?? {}
  const key = `i18n_locales_${name}`
  const under = config[`${key}_source`] ?? config[key]
  return under ?? `${config.i18n_locales_default ?? DEFAULT_LOCALES_LOCATION}/${name}`
}

function pageOrigin () {
  return new URL('/', globalThis.RUNTIME_WORKER_LOCATION ?? globalThis.location.href)
}
