/**
 * The files CommonJS modules are made of, read at once.
 * @module
 */

import * as files from '../../node/module/files.js'
import { inOrigin, placeOf } from '../../node/module/places.js'
import { resolve } from '../../node/module/resolve.js'
import { Cache } from './cache.js'

/** @param {string} id @returns {string} its path in the app's origin */
function pathOf (id) {
  if (id.startsWith('/')) return decodeURIComponent(inOrigin(placeOf(id))).replace(/\/?$/, id.endsWith('/') ? '/' : '')
  return decodeURIComponent(new URL(id, `${files.origin()}/`).pathname)
}

/** A question for one file. */
export class Request {
  /**
   * @param {Loader} loader
   * @param {string} id a URL of the app's origin, or a path in it
   */
  constructor (loader, id) {
    this.loader = loader
    this.id = `${files.origin()}${pathOf(id)}`
  }

  get url () { return new URL(this.id) }
  get pathname () { return pathOf(this.id) }
  get extension () { return /\.[^./]+$/.exec(this.pathname)?.[0] ?? '' }

  /** @returns {number} 200, or 404 when there is no such file */
  status () { return files.exists(this.pathname) ? 200 : 404 }

  /** @returns {Response} */
  load () { return new Response(this, files.text(this.pathname)) }

  toJSON () { return { id: this.id, status: this.status() } }
}

/** The answer: `text` is empty where there is no such file. */
export class Response {
  /**
   * @param {Request} request
   * @param {string | null} text
   */
  constructor (request, text) {
    this.request = request
    this.id = request.id
    this.status = text === null ? 404 : 200
    this.text = text ?? ''
  }

  get ok () { return this.status === 200 }
  toJSON () { return { id: this.id, status: this.status, text: this.text } }
}

/** Finds and reads files, as seen from one place. */
export class Loader {
  cache = { /** @type {Cache<Response>} */ response: new Cache() }

  /** @param {string | URL | { origin?: string | URL }} [from] a URL of the app's origin, or a path in it */
  constructor (from = '/') {
    const place = typeof from === 'string' || from instanceof URL ? from : from.origin ?? '/'
    this.origin = `${files.origin()}${pathOf(String(place))}`
  }

  /** @param {string} specifier as `require()` takes it @returns {string | null} the URL of a file, null when there is none */
  resolve (specifier) {
    const path = pathOf(this.origin)
    const found = resolve(specifier, path.endsWith('/') ? `${path}index.js` : path, files)
    return found && 'path' in found ? `${files.origin()}${found.path}` : null
  }

  /** @param {string} id @returns {number} 200 or 404 */
  status (id) { return new Request(this, id).status() }

  /** @param {string} id a URL or path, or what `require()` takes @returns {Response} */
  load (id) {
    const request = new Request(this, URL.canParse(id) || id.startsWith('/') ? id : this.resolve(id) ?? id)
    const known = this.cache.response.get(request.id)
    if (known) return known
    const response = request.load()
    if (response.ok) this.cache.response.set(response.id, response)
    return response
  }
}

export default Loader
