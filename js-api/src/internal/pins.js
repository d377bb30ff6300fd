/**
 * Pins of certificates as an app writes them: lines of a host and its pins. The host reads them again; here they are
 * read so that what is wrong is told before anything is sent.
 * @module
 */

const PIN = /^(?:sha256\/)?([A-Za-z0-9+/_-]{43})=?$/i
const COMMENT = /(?:^|\s)[#;].*/
const URL_LIKE = /^[a-z][a-z0-9+.-]*:\/\/(?:[^/?#@]*@)?([^/?#]*)/i
const HOST = /^(\[[^\]]+\]|[^:\s[\]/?#@\\]+)(?::(\d{1,5}))?$/

/**
 * A pin as it is compared: `sha256/` and padded standard base64.
 * @param {string} text
 * @returns {string}
 * @throws {TypeError} it is none
 */
export function parsePin (text) {
  const match = PIN.exec(text)
  if (!match) throw new TypeError(`Cannot pin "${text}": expected "sha256/" and the base64 of 32 bytes`)
  const bytes = atob(`${match[1].replaceAll('-', '+').replaceAll('_', '/')}=`)
  return `sha256/${btoa(bytes)}`
}

/**
 * A host, perhaps with a port, as it is compared; of a URL only the host and a written port count.
 * @param {string} text
 * @returns {string}
 * @throws {TypeError} it is none
 */
export function parseTarget (text) {
  const authority = URL_LIKE.exec(text)?.[1] ?? String(text)
  const plain = !authority.includes('[') && authority.split(':').length > 2 ? `[${authority}]` : authority
  const [, host, port] = HOST.exec(plain.replace(/%[^\]]*(?=\])/, '')) ?? []
  const name = host && hostname(host)
  if (!name || (port !== undefined && !(Number(port) > 0 && Number(port) < 65536))) {
    throw new TypeError(`Cannot pin "${text}": expected a host such as "example.com", "example.com:8443" or "[::1]:443"`)
  }
  return port === undefined ? name : `${name}:${Number(port)}`
}

/** @param {string} host */
function hostname (host) {
  try {
    return new URL(`https://${host}/`).hostname.replace(/\.$/, '')
  } catch {
    return ''
  }
}

/** Hosts and their pins. */
export class PinTable {
  /** @type {Map<string, string[]>} */
  #hosts = new Map()

  /**
   * @param {string | string[]} lines
   * @returns {PinTable}
   * @throws {TypeError} a line is wrong
   */
  static parse (lines) {
    const texts = typeof lines === 'string' ? [lines] : lines
    if (!Array.isArray(texts) || !texts.every((text) => typeof text === 'string')) {
      throw new TypeError('Cannot pin certificates: expected text or an array of lines')
    }
    const table = new PinTable()
    for (const line of texts.flatMap((text) => text.split(/\r\n|[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]/))) {
      const [host, ...pins] = line.replace(COMMENT, '').trim().split(/\s+/)
      if (!host) continue
      if (!pins.length) throw new TypeError(`Cannot pin "${host}": expected pins after the host`)
      table.add(host, pins)
    }
    return table
  }

  /**
   * @param {string} host
   * @returns {string[]} what is pinned for exactly this host and port
   */
  get (host) {
    return [...this.#hosts.get(parseTarget(host)) ?? []]
  }

  /**
   * @param {string} host
   * @param {string | string[]} pins none remove the host
   */
  set (host, pins) {
    const key = parseTarget(host)
    const found = [...new Set([pins].flat().map(parsePin))]
    if (found.length) this.#hosts.set(key, found)
    else this.#hosts.delete(key)
  }

  /**
   * @param {string} host
   * @param {string | string[]} pins
   */
  add (host, pins) {
    this.set(host, [...this.get(host), ...[pins].flat()])
  }

  /**
   * @param {string} host
   * @param {string | string[]} [pins] every one unless given
   */
  remove (host, pins) {
    const gone = pins === undefined ? null : [pins].flat().map(parsePin)
    this.set(host, gone ? this.get(host).filter((pin) => !gone.includes(pin)) : [])
  }

  toString () {
    return [...this.#hosts].map(([host, pins]) => [host, ...pins].join(' ')).join('\n')
  }
}
