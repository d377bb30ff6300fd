/**
 * Names, paths, sizes and times as a person reads them. Nothing here touches a file.
 *
 * A path is kept percent-encoded, so that every byte of it survives: a name on disk need not be UTF-8.
 * Decoded, a byte that is no UTF-8 is a lone surrogate U+DC80 + byte, as Python has it.
 */

/** @param {string} encoded */
export function decode (encoded) {
  try {
    return decodeURIComponent(encoded)
  } catch {
    return encoded.replace(/(?:%[0-9a-f]{2})+/gi, (run) => fromBytes(run.slice(1).split('%').map((code) => parseInt(code, 16))))
  }
}

/** @param {number[]} codes */
function fromBytes (codes) {
  let text = ''
  for (let at = 0; at < codes.length;) {
    const found = [1, 2, 3, 4].map((length) => utf8(codes.slice(at, at + length))).find((character) => character)
    text += found ?? String.fromCharCode(0xdc00 + codes[at])
    at += found ? new TextEncoder().encode(found).length : 1
  }
  return text
}

/** @param {number[]} codes */
function utf8 (codes) {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(codes))
  } catch {
    return ''
  }
}

/**
 * Encode as the host does; slashes stay.
 * @param {string} text
 */
export function encode (text) {
  return Array.from(text, (character) => {
    const code = character.charCodeAt(0)
    if (character.length === 1 && code >= 0xdc80 && code <= 0xdcff) return `%${hex(code - 0xdc00, 2).toUpperCase()}`
    if (character === '/') return character
    return encodeURIComponent(character).replace(/[!'()*]/g, (mark) => `%${hex(mark.charCodeAt(0), 2).toUpperCase()}`)
  }).join('')
}

/** Characters a person cannot see, or that change how their neighbours are drawn. */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff\ufff9-\ufffd]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]|^ +| +$/g

/** @type {Record<string, string>} */
const SHORT = { '\n': '\\n', '\r': '\\r', '\t': '\\t', '\v': '\\v', '\f': '\\f', '\b': '\\b' }

/**
 * Cut a name into what can be shown and what has to be written as an escape.
 * @param {string} name
 * @returns {{ text: string, odd: boolean }[]}
 */
export function pieces (name) {
  /** @type {{ text: string, odd: boolean }[]} */
  const found = []
  let end = 0
  for (const match of name.matchAll(INVISIBLE)) {
    if (match.index > end) found.push({ text: name.slice(end, match.index), odd: false })
    found.push({ text: Array.from(match[0], escaped).join(''), odd: true })
    end = match.index + match[0].length
  }
  if (end < name.length || !name) found.push({ text: name.slice(end), odd: false })
  return found
}

/** @param {string} character */
function escaped (character) {
  if (character === ' ') return '␣'
  const code = character.charCodeAt(0)
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${hex(code - 0xdc00, 2)}`
  return SHORT[character] ?? (code < 256 ? `\\x${hex(code, 2)}` : `\\u${hex(code, 4)}`)
}

/**
 * @param {number} value
 * @param {number} width
 */
export function hex (value, width) {
  return value.toString(16).padStart(width, '0')
}

/**
 * @param {string} folder
 * @param {string} name
 */
export function join (folder, name) {
  return folder.endsWith('/') ? folder + name : `${folder}/${name}`
}

/**
 * The folders on the way to a path, the root first.
 * @param {string} path absolute
 * @returns {{ name: string, path: string }[]}
 */
export function steps (path) {
  const names = path.split('/').filter(Boolean)
  return [{ name: '/', path: '/' }, ...names.map((name, index) => ({ name, path: `/${names.slice(0, index + 1).join('/')}` }))]
}

/** @param {string} path absolute */
export function parent (path) {
  return path.replace(/\/+$/, '').replace(/\/[^/]*$/, '') || '/'
}

/** @param {string} path absolute */
export function basename (path) {
  return path.replace(/\/+$/, '').split('/').pop() || '/'
}

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB', 'PB']

/** @param {number} size bytes */
export function bytes (size) {
  let step = 0
  let shown = size
  while (shown >= 999.5 && step < UNITS.length - 1) [shown, step] = [shown / 1000, step + 1]
  return `${step && shown < 10 ? shown.toFixed(1) : Math.round(shown)} ${UNITS[step]}`
}

const today = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })
const thisYear = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' })
const before = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short', year: 'numeric' })

/** @param {Date} date */
export function when (date) {
  const now = new Date()
  if (date.toDateString() === now.toDateString()) return `today, ${today.format(date)}`
  return (date.getFullYear() === now.getFullYear() ? thisYear : before).format(date)
}

/** @param {number} mode */
export function permissions (mode) {
  const bits = [8, 7, 6, 5, 4, 3, 2, 1, 0].map((bit) => mode >> bit & 1 ? 'rwx'[(8 - bit) % 3] : '-')
  return bits.join('')
}

/** @type {Record<string, string>} */
const TYPES = {
  apng: 'image/apng', avif: 'image/avif', bmp: 'image/bmp', gif: 'image/gif', ico: 'image/x-icon', jpeg: 'image/jpeg',
  jpg: 'image/jpeg', png: 'image/png', svg: 'image/svg+xml', webp: 'image/webp',
  aac: 'audio/aac', flac: 'audio/flac', m4a: 'audio/mp4', mp3: 'audio/mpeg', oga: 'audio/ogg', ogg: 'audio/ogg',
  opus: 'audio/ogg', wav: 'audio/wav', weba: 'audio/webm',
  m4v: 'video/mp4', mkv: 'video/x-matroska', mov: 'video/quicktime', mp4: 'video/mp4', ogv: 'video/ogg', webm: 'video/webm'
}

/**
 * The media type a name promises, or nothing.
 * @param {string} name
 * @returns {string}
 */
export function mediaType (name) {
  return TYPES[/\.([^.]+)$/.exec(name)?.[1].toLowerCase() ?? ''] ?? ''
}
