// Headers, for engines without them.

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/

export class Headers {
  #pairs = []

  constructor(init = []) {
    const pairs = init[Symbol.iterator] ? init : Object.entries(init)
    for (const [name, value] of pairs) this.append(name, value)
  }

  append(name, value) {
    this.#pairs.push(checked(name, value))
  }

  set(name, value) {
    const pair = checked(name, value)
    this.delete(name)
    this.#pairs.push(pair)
  }

  get(name) {
    const values = this.#pairs.filter(([each]) => each === lower(name)).map(([, value]) => value)
    return values.length ? values.join(', ') : null
  }

  has(name) {
    return this.#pairs.some(([each]) => each === lower(name))
  }

  delete(name) {
    this.#pairs = this.#pairs.filter(([each]) => each !== lower(name))
  }

  getSetCookie() {
    return this.#pairs.filter(([name]) => name === 'set-cookie').map(([, value]) => value)
  }

  forEach(callback) {
    for (const [name, value] of this) callback(value, name, this)
  }

  *entries() {
    for (const name of [...new Set(this.#pairs.map(([each]) => each))].sort()) {
      if (name === 'set-cookie') for (const value of this.getSetCookie()) yield [name, value]
      else yield [name, this.get(name)]
    }
  }

  *keys() {
    for (const [name] of this) yield name
  }

  *values() {
    for (const [, value] of this) yield value
  }

  [Symbol.iterator]() {
    return this.entries()
  }
}

const lower = (name) => String(name).toLowerCase()

function checked(name, value) {
  const text = String(value).trim()
  if (!NAME.test(name)) throw new TypeError(`"${name}" is no name of a header`)
  if (/[\0\r\n]/.test(text) || /[^\0-\xff]/.test(text)) throw new TypeError(`"${name}" has a value that no header can have`)
  return [lower(name), text]
}
