/**
 * The members of Node's `_http_common` that libraries ask for.
 * @module
 */

import { HTTPParser } from './messages/http-parser.js'
import { hasInvalidCharacter, isToken } from './messages/check.js'
import { METHODS } from './messages/methods.js'

export const methods = METHODS
export const CRLF = '\r\n'
export const chunkExpression = /(?:^|\W)chunked(?:$|\W)/i
export const continueExpression = /(?:^|\W)100-continue(?:$|\W)/i
export const _checkIsHttpToken = isToken
export const _checkInvalidHeaderChar = hasInvalidCharacter
export { HTTPParser }

/** @param {HTTPParser | null} parser that is used no more */
export function freeParser (parser) {
  parser?.free()
}

/** @param {any} error what a parser returned */
export function prepareError (error) {
  error.message = `Parse Error${error.reason ? `: ${error.reason}` : ''}`
}

export const parsers = {
  alloc: () => new HTTPParser(),
  free: freeParser
}

export const isLenient = () => false

export default { methods, CRLF, chunkExpression, continueExpression, _checkIsHttpToken, _checkInvalidHeaderChar, HTTPParser, freeParser, prepareError, parsers, isLenient }
