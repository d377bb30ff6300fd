// Request and Response, for engines without them.

import { Body } from './body.js'
import { Headers } from './headers.js'
import { URLSearchParams } from './url.js'

export class Request extends Body {
  constructor(url, { method = 'GET', headers = {}, body = null, signal } = {}) {
    super(body)
    this.url = String(url)
    this.method = method.toUpperCase()
    this.headers = new Headers(headers)
    this.signal = signal
  }

  /** The fields of a form that is sent as text. */
  async formData() {
    const type = this.headers.get('content-type') ?? ''
    if (!type.startsWith('application/x-www-form-urlencoded')) throw new TypeError(`"${type}" is no form that can be read`)
    return new URLSearchParams(await this.text())
  }
}

export class Response extends Body {
  constructor(body = null, { status = 200, statusText = '', headers = {} } = {}) {
    if (!(Number.isInteger(status) && status >= 200 && status <= 599)) throw new RangeError(`${status} is no status`)
    super(body)
    this.status = status
    this.statusText = statusText
    this.headers = new Headers(headers)
    if (this.headers.has('content-type')) return
    if (typeof body === 'string') this.headers.set('content-type', 'text/plain;charset=UTF-8')
    else if (body instanceof URLSearchParams) {
      this.headers.set('content-type', 'application/x-www-form-urlencoded;charset=UTF-8')
    }
  }

  get ok() {
    return this.status < 300
  }

  static json(value, init = {}) {
    const headers = new Headers(init.headers)
    if (!headers.has('content-type')) headers.set('content-type', 'application/json')
    return new Response(JSON.stringify(value), { ...init, headers })
  }

  static redirect(url, status = 302) {
    return new Response(null, { status, headers: { location: String(url) } })
  }
}
