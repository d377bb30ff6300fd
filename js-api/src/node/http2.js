/**
 * Node's http2: its constants and settings. A page has no sessions of HTTP/2: they throw when they are asked for.
 * @module
 */

import { missing } from '../base/internal/missing.js'
import { constants } from './http2/constants.js'
import { getDefaultSettings, getPackedSettings, getUnpackedSettings } from './http2/settings.js'

export { constants, getDefaultSettings, getPackedSettings, getUnpackedSettings }
export const connect = missing('http2.connect()')
export const createSecureServer = missing('http2.createSecureServer()')
export const createServer = missing('http2.createServer()')
export const performServerHandshake = missing('http2.performServerHandshake()')
export const Http2ServerRequest = missing('http2.Http2ServerRequest')
export const Http2ServerResponse = missing('http2.Http2ServerResponse')
/** Names in an array under this are compressed by no other message. */
export const sensitiveHeaders = Symbol('nodejs.http2.sensitiveHeaders')

export default {
  connect,
  constants,
  createServer,
  createSecureServer,
  getDefaultSettings,
  getPackedSettings,
  getUnpackedSettings,
  performServerHandshake,
  sensitiveHeaders,
  Http2ServerRequest,
  Http2ServerResponse
}
