/**
 * What a document refers to: by its elements, its styles, and what its scripts asked for without either.
 * @module
 */

const ATTRIBUTES = ['src', 'href', 'data', 'poster', 'background', 'srcset', 'imagesrcset']
const ELEMENTS = ATTRIBUTES.map((name) => `[${name}]:not(a, area, base)`).join()
const NOTED = Symbol.for('oro.service-worker.asked')

/** @typedef {{ url: string, style: boolean }} Wanted an address, and whether a style sheet is expected there */

/** How likely it is that a document asks for what it refers to: rather before it has it. */
const [UNRELATED, HAS_IT, LOADING, REFERS, LOADING_IT] = [0, 1, 2, 3, 4]

/**
 * @param {any} realm a window that may be looked into
 * @param {Wanted} wanted
 * @returns {number} the higher, the likelier it is that its document asks for it now
 */
export function rank (realm, { url, style }) {
  const loading = realm.document.readyState === 'loading' || (realm.parent !== realm && realm.document.readyState !== 'complete')
  if (!refers(realm, url)) return loading || (style && imports(realm)) ? LOADING : UNRELATED
  if (loading) return LOADING_IT
  return has(realm, url) ? HAS_IT : REFERS
}

/**
 * @param {any} realm
 * @param {string} url
 */
function refers (realm, url) {
  const { document } = realm
  return realm[NOTED]?.has(url) || [...document.querySelectorAll(ELEMENTS)].some((element) => names(element, url)) ||
    [...document.querySelectorAll('[style*="url("]')].some((element) => mentions(element.getAttribute('style'), document.baseURI, url)) ||
    [...document.styleSheets, ...document.adoptedStyleSheets ?? []].some((sheet) => styles(sheet, document.baseURI, url))
}

/**
 * Whether a style sheet is on its way: until those that it imports are there, nobody can look into it.
 * @param {any} realm
 */
function imports ({ document }) {
  const there = new Set([...document.styleSheets].map(({ ownerNode }) => ownerNode))
  return [...document.querySelectorAll('link[rel~=stylesheet], style')].some((element) => !there.has(element))
}

/**
 * @param {any} realm
 * @param {string} url
 */
function has (realm, url) {
  const images = [...realm.document.images].filter((image) => image.currentSrc === url)
  return images.some((image) => image.complete) || realm.performance.getEntriesByName(url, 'resource').length > 0
}

/**
 * @param {Element} element
 * @param {string} url
 */
function names (element, url) {
  const values = ATTRIBUTES.map((name) => [name, element.getAttribute(name)]).filter(([, value]) => value !== null)
  return values.some(([name, value]) => {
    const parts = String(name).endsWith('srcset') ? String(value).split(/[\s,]+/) : [value]
    return parts.some((part) => is(String(part), element.baseURI, url))
  })
}

/**
 * @param {any} sheet
 * @param {string} base
 * @param {string} url
 * @returns {boolean}
 */
function styles (sheet, base, url) {
  const from = sheet.href ?? base
  try {
    return [...sheet.cssRules].some((rule) => mentions(rule.cssText, from, url) || (rule.styleSheet && styles(rule.styleSheet, from, url)))
  } catch {
    return false // of another site
  }
}

/**
 * @param {string | null} text of a style
 * @param {string} base
 * @param {string} url
 */
function mentions (text, base, url) {
  return [...String(text).matchAll(/url\(\s*(["']?)(.*?)\1\s*\)/g)].some(([, , name]) => is(name, base, url))
}

/**
 * @param {string} name
 * @param {string} base
 * @param {string} url
 */
function is (name, base, url) {
  return URL.canParse(name, base) && new URL(name, base).href.split('#')[0] === url
}
