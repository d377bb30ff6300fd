/**
 * Node's functions around the engine's URL class.
 * @module
 */

import { invalidArgType } from '../../base/errors/node.js'
import punycode from '../../internal/vendor/punycode.js'
import vendor from '../../internal/vendor/url.js'
import { invalid } from './classes.js'

/** The host of an address. */
const HOST = /^[^:/?#]*:\/\/(?:[^/?#@]*@)?([^/?#:]*)/

const ORDER = /** @type {const} */ ([
  'protocol', 'slashes', 'auth', 'host', 'port', 'hostname', 'hash', 'search', 'query', 'pathname', 'path', 'href'
])

/**
 * Take a URL apart the way Node did before there was URL.
 * @param {any} url
 * @param {boolean} [parseQueryString]
 * @param {boolean} [slashesDenoteHost]
 * @returns {import('../../internal/vendor/url.js').Url}
 */
export function parse (url, parseQueryString, slashesDenoteHost) {
  if (typeof url !== 'string') {
    if (url instanceof vendor.Url) return url
    throw invalidArgType('url', 'of type string', url)
  }
  const parsed = /** @type {any} */ (new vendor.Url())
  try {
    parsed.parse(url, parseQueryString, slashesDenoteHost)
  } catch (error) {
    throw /** @type {any} */ (error).code === 'ERR_INVALID_URL' ? invalid(url) : error
  }
  if (/^xn--.*[^\0-\x7f]/im.test(HOST.exec(url)?.[1] ?? '')) throw invalid(url)
  return Object.assign(Object.create(vendor.Url.prototype), Object.fromEntries(ORDER.map((key) => [key, parsed[key]])))
}

/**
 * Go from an address to another, as links do.
 * @param {any} from
 * @param {any} to
 * @returns {string}
 */
export function resolve (from, to) {
  for (const address of [from, to]) parse(address, false, true)
  return vendor.resolve(from, to)
}

/**
 * @param {string} domain
 * @returns {string} empty when it is none
 */
export function domainToASCII (domain) {
  if (/[/:?#@\\]/.test(`${domain}`) && !/^\[.*\]$/.test(`${domain}`)) return ''
  const address = `ws://${domain}`
  const hostname = URL.canParse(address) ? new URL(address).hostname : ''
  return hostname.includes('%') ? '' : hostname
}

/**
 * @param {string} domain
 * @returns {string} empty when it is none
 */
export function domainToUnicode (domain) {
  return punycode.toUnicode(domainToASCII(domain))
}

/**
 * Write a URL as text.
 * @param {any} url a URL, what `url.parse()` returned, or text
 * @param {{ auth?: boolean, fragment?: boolean, search?: boolean, unicode?: boolean }} [options] of a URL only
 * @returns {string}
 */
export function format (url, options) {
  if (typeof url !== 'string' && (url === null || typeof url !== 'object')) throw invalidArgType('urlObject', 'one of type object or string', url)
  if (!(url instanceof URL)) return typeof url === 'string' ? vendor.format(parse(url)) : vendor.format(url)
  if (options && (typeof options !== 'object' || Array.isArray(options))) throw invalidArgType('options', 'of type object', options)
  const [auth, fragment, search, unicode] = [options?.auth ?? true, options?.fragment ?? true, options?.search ?? true, options?.unicode ?? false]
  const host = unicode ? url.host.replace(url.hostname, domainToUnicode(url.hostname)) : url.host
  const user = auth && (url.username || url.password) ? `${url.username}${url.password && `:${url.password}`}@` : ''
  const slashes = url.href.startsWith(`${url.protocol}//`) ? '//' : ''
  return `${url.protocol}${slashes}${user}${host}${url.pathname}${search ? url.search : ''}${fragment ? url.hash : ''}`
}

/**
 * @param {URL} url
 * @returns {Record<string, any>} what `http.request()` takes
 */
export function urlToHttpOptions (url) {
  const { hostname, pathname, port, username, password, search } = url
  /** @type {Record<string, any>} */
  const options = {
    __proto__: null,
    ...url,
    protocol: url.protocol,
    hostname: hostname && hostname[0] === '[' ? hostname.slice(1, -1) : hostname,
    hash: url.hash,
    search,
    pathname,
    path: `${pathname || ''}${search || ''}`,
    href: url.href
  }
  if (port !== '') options.port = Number(port)
  if (username || password) options.auth = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`
  return options
}
