/**
 * Pins: which certificates a host may show. A line is `<host>[:port] <pin>...`; a pin is the SHA-256 of the leaf
 * certificate's DER, in base64, with or without `sha256/`.
 */

import { done, post } from '../net/sockets/handle.js'
import { isIP } from '../net/addresses/ip.js'
import { request } from 'oro:ipc'
import { toBase64 } from 'oro:internal/bytes'

const MODES = ['append', 'replace']
const PIN = /^(?:sha256\/)?([A-Za-z0-9+/_-]{43})=?$/i
const PEM = /-----BEGIN CERTIFICATE-----([\s\S]+?)-----END CERTIFICATE-----/

/** @typedef {{ host: string, port: string, pins: string[] }} Line */
/** @typedef {{ configured: boolean, pins: string[] }} HostPins */

/**
 * @param {any} entries text of lines, or a list of lines; pins alone too, which are of the host that is connected to
 * @param {any} [mode]
 * @returns {string[]} one entry each
 * @throws {TypeError} an entry is neither
 */
export function checkedPins (entries, mode = 'append') {
  if (!MODES.includes(mode)) throw new TypeError(`Cannot use pinsMode "${mode}": it must be "append" or "replace"`)
  const lines = linesOf(entries)
  for (const line of lines) if (!PIN.test(line)) parsed(line)
  return lines
}

/**
 * Pin certificates for connections made from now on.
 * @param {string | string[]} list lines
 * @param {{ mode?: 'append' | 'replace' }} [options] what becomes of earlier ones; replaced unless given
 * @returns {Promise<{ value: string }>} all lines
 * @throws {TypeError} an entry is no line; nothing has changed
 */
export async function setTlsPins (list, { mode = 'replace' } = {}) {
  if (!MODES.includes(mode)) throw new TypeError(`Cannot use mode "${mode}": it must be "append" or "replace"`)
  const lines = linesOf(list)
  for (const line of lines) parsed(line)
  return done(await post('tls.setPins', { value: lines.join('\n'), mode }))
}

/** @returns {Promise<{ value: string }>} all lines */
export async function getTlsPins () {
  return done(await request('tls.getPins'))
}

/**
 * @param {string} host with or without a port
 * @returns {Promise<HostPins>}
 */
export async function getTlsPinsForHost (host) {
  const wanted = placeOf(host)
  return found(await allLines(), wanted)
}

/**
 * Have a host show one of these certificates and no other.
 * @param {string} host with or without a port
 * @param {string | string[]} pins
 * @returns {Promise<HostPins>}
 */
export async function setTlsPinsForHost (host, pins) {
  const wanted = { ...placeOf(host), pins: pinsOf(pins) }
  return kept([...(await allLines()).filter((line) => !same(line, wanted)), wanted], wanted)
}

/**
 * @param {string} host with or without a port
 * @param {string | string[]} pins
 * @returns {Promise<HostPins>}
 */
export async function addTlsPinsForHost (host, pins) {
  const wanted = { ...placeOf(host), pins: pinsOf(pins) }
  return kept([...await allLines(), wanted], wanted)
}

/**
 * @param {string} host with or without a port
 * @param {string | string[]} [pins] all of them unless given
 * @returns {Promise<HostPins>}
 */
export async function removeTlsPinsForHost (host, pins) {
  const wanted = placeOf(host)
  const gone = pins === undefined ? null : pinsOf(pins)
  const lines = (await allLines()).map((line) => {
    return same(line, wanted) ? { ...line, pins: gone ? line.pins.filter((pin) => !gone.includes(pin)) : [] } : line
  })
  return kept(lines, wanted)
}

/**
 * @param {ArrayBuffer | ArrayBufferView} der a certificate
 * @returns {Promise<string>} its pin
 */
export async function createTlsPinFromCertificateDer (der) {
  if (!(der instanceof ArrayBuffer) && !ArrayBuffer.isView(der)) throw new TypeError('Cannot make a pin: expected the bytes of a certificate')
  const digest = await crypto.subtle.digest('SHA-256', /** @type {any} */ (der))
  return `sha256/${toBase64(new Uint8Array(digest))}`
}

/**
 * @param {string | ArrayBufferView} pem a certificate; of several, the first
 * @returns {Promise<string>} its pin
 */
export async function createTlsPinFromCertificatePem (pem) {
  const text = typeof pem === 'string' ? pem : new TextDecoder().decode(/** @type {any} */ (pem))
  const body = PEM.exec(text)?.[1]
  if (body === undefined) throw new TypeError('Cannot make a pin: expected a certificate in PEM')
  return createTlsPinFromCertificateDer(Uint8Array.from(atob(body.replace(/\s/g, '')), (character) => character.charCodeAt(0)))
}

/** @returns {Promise<Line[]>} */
async function allLines () {
  return linesOf((await getTlsPins()).value).map(parsed)
}

/**
 * @param {Line[]} lines
 * @param {{ host: string, port: string }} wanted
 * @returns {Promise<HostPins>}
 */
async function kept (lines, wanted) {
  const text = lines.filter(({ pins }) => pins.length).map(({ host, port, pins }) => [placeText(host, port), ...pins].join(' '))
  await setTlsPins(text)
  return found(lines, wanted)
}

/**
 * @param {Line[]} lines
 * @param {{ host: string, port: string }} wanted
 * @returns {HostPins}
 */
function found (lines, wanted) {
  const pins = [...new Set(lines.filter((line) => same(line, wanted)).flatMap((line) => line.pins))]
  return { configured: pins.length > 0, pins }
}

/** @param {{ host: string, port: string }} a @param {{ host: string, port: string }} b */
function same (a, b) {
  return a.host === b.host && a.port === b.port
}

/** @param {string} host @param {string} port */
function placeText (host, port) {
  const shown = isIP(host) === 6 ? `[${host}]` : host
  return port ? `${shown}:${port}` : shown
}

/**
 * @param {any} entries
 * @returns {string[]} without comments and what is empty
 */
function linesOf (entries) {
  const list = Array.isArray(entries) ? entries : [entries]
  if (!list.every((item) => typeof item === 'string')) throw new TypeError('Cannot use pins: expected text, or a list of texts')
  return list.flatMap((text) => text.split('\n')).map((line) => line.replace(/(^|\s)[#;].*$/, '').trim()).filter(Boolean)
}

/**
 * @param {string} line
 * @returns {Line}
 */
function parsed (line) {
  const [place, ...pins] = line.split(/\s+/)
  if (pins.length === 0) throw new TypeError(`Cannot use pin line "${line}": expected a host and its pins`)
  return { ...placeOf(place), pins: pinsOf(pins) }
}

/**
 * @param {any} pins
 * @returns {string[]}
 */
function pinsOf (pins) {
  const list = typeof pins === 'string' ? pins.split(/\s+/).filter(Boolean) : pins
  if (!Array.isArray(list) || list.length === 0) throw new TypeError('Cannot use pins: expected one or more')
  return list.map((pin) => {
    const body = PIN.exec(String(pin))?.[1]
    if (body === undefined) throw new TypeError(`Cannot use pin "${pin}": expected the base64 of a SHA-256`)
    return `sha256/${body.replaceAll('-', '+').replaceAll('_', '/')}=`
  })
}

/**
 * @param {any} text a host, `host:port`, `[::1]:port` or a URL
 * @returns {{ host: string, port: string }}
 */
function placeOf (text) {
  if (typeof text !== 'string' || text === '') throw new TypeError('Cannot use pins: expected a host')
  const bare = text.replace(/^[a-z][a-z0-9+.-]*:\/\//i, '').replace(/[/?#].*$/, '').toLowerCase()
  const [, bracketed, name, port] = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d+))?$/.exec(bare) ?? []
  const host = bracketed ?? name ?? (isIP(bare) === 6 ? bare : undefined)
  if (host === undefined) throw new TypeError(`Cannot use pins of "${text}": expected a host, or a host and a port`)
  return { host: host.replace(/\.$/, ''), port: port ?? '' }
}
