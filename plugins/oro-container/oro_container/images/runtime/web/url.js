// URL and URLSearchParams, for engines without them: `http:`, `https:` and `file:` addresses, as requests have.

const FORM = /^([a-z][a-z0-9+.-]*):\/\/(?:[^/?#@]*@)?([^/?#]*)([^?#]*)(\?[^#]*)?(#.*)?$/i
const PORTS = { 'http:': '80', 'https:': '443' }

export class URLSearchParams {
  #pairs = []
  #changed = () => {}

  constructor(init = '', changed) {
    if (changed) this.#changed = changed
    if (typeof init === 'string') this.#pairs = parsed(init)
    else if (init[Symbol.iterator]) this.#pairs = [...init].map(([name, value]) => [String(name), String(value)])
    else this.#pairs = Object.entries(init).map(([name, value]) => [name, String(value)])
  }

  get size() {
    return this.#pairs.length
  }

  get(name) {
    return this.#pairs.find(([each]) => each === name)?.[1] ?? null
  }

  getAll(name) {
    return this.#pairs.filter(([each]) => each === name).map(([, value]) => value)
  }

  has(name) {
    return this.#pairs.some(([each]) => each === name)
  }

  append(name, value) {
    this.#pairs.push([String(name), String(value)])
    this.#changed()
  }

  delete(name) {
    this.#pairs = this.#pairs.filter(([each]) => each !== name)
    this.#changed()
  }

  set(name, value) {
    const at = this.#pairs.findIndex(([each]) => each === name)
    if (at < 0) return this.append(name, value)
    this.#pairs = this.#pairs.filter(([each], number) => each !== name || number === at)
    this.#pairs[at][1] = String(value)
    this.#changed()
  }

  sort() {
    this.#pairs.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0))
    this.#changed()
  }

  forEach(callback) {
    for (const [name, value] of this.#pairs) callback(value, name, this)
  }

  entries() {
    return this.#pairs.map((pair) => [...pair])[Symbol.iterator]()
  }

  keys() {
    return this.#pairs.map(([name]) => name)[Symbol.iterator]()
  }

  values() {
    return this.#pairs.map(([, value]) => value)[Symbol.iterator]()
  }

  [Symbol.iterator]() {
    return this.entries()
  }

  toString() {
    return this.#pairs.map((pair) => pair.map(encoded).join('=')).join('&')
  }
}

export class URL {
  constructor(given, base) {
    const address = FORM.exec(String(given)) ?? FORM.exec(joined(String(given), base))
    if (!address) throw new TypeError(`Invalid URL: "${given}"`)
    const [, scheme, host, path, search = '', hash = ''] = address
    this.protocol = `${scheme.toLowerCase()}:`
    const port = /:(\d+)$/.exec(host)
    this.hostname = (port ? host.slice(0, port.index) : host).toLowerCase()
    this.port = port && port[1] !== PORTS[this.protocol] ? port[1] : ''
    this.pathname = withoutDots(path || '/')
    this.search = search === '?' ? '' : search
    this.hash = hash === '#' ? '' : hash
    this.searchParams = new URLSearchParams(this.search, () => {
      const text = this.searchParams.toString()
      this.search = text && `?${text}`
    })
  }

  get host() {
    return this.port ? `${this.hostname}:${this.port}` : this.hostname
  }

  get origin() {
    return `${this.protocol}//${this.host}`
  }

  get href() {
    return `${this.origin}${this.pathname}${this.search}${this.hash}`
  }

  toString() {
    return this.href
  }

  toJSON() {
    return this.href
  }

  static canParse(given, base) {
    try {
      return Boolean(new URL(given, base))
    } catch {
      return false
    }
  }
}

function joined(given, base) {
  if (base === undefined) return ''
  const { protocol, origin, pathname, search } = new URL(base)
  if (given.startsWith('//')) return protocol + given
  if (given.startsWith('/')) return origin + given
  if (given.startsWith('?')) return origin + pathname + given
  if (given.startsWith('#') || !given) return origin + pathname + search + given
  return origin + pathname.slice(0, pathname.lastIndexOf('/') + 1) + given
}

function withoutDots(path) {
  const segments = path.split('/').slice(1)
  const kept = []
  segments.forEach((segment, at) => {
    const last = at === segments.length - 1
    if (/^(\.|%2e){2}$/i.test(segment)) kept.pop()
    else if (!/^(\.|%2e)$/i.test(segment)) return void kept.push(segment)
    if (last) kept.push('')
  })
  return `/${kept.join('/')}`
}

function parsed(text) {
  const pairs = text.replace(/^\?/, '').split('&').filter(Boolean)
  return pairs.map((pair) => {
    const at = pair.indexOf('=')
    return [decoded(at < 0 ? pair : pair.slice(0, at)), decoded(at < 0 ? '' : pair.slice(at + 1))]
  })
}

function decoded(text) {
  const spaced = text.replaceAll('+', ' ')
  try {
    return decodeURIComponent(spaced)
  } catch {
    // What is encoded wrongly stays as it is.
    return spaced.replace(/(%[0-9a-f]{2})+/gi, (part) => {
      const bytes = part.slice(1).split('%').map((each) => Number.parseInt(each, 16))
      return new TextDecoder().decode(Uint8Array.from(bytes))
    })
  }
}

const encoded = (text) =>
  encodeURIComponent(text).replace(/%20/g, '+').replace(/[!'()~]/g, (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`)
