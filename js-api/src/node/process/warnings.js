/**
 * Warnings of the process.
 * @module
 */

import { invalidArgType } from '../../base/errors/node.js'
import { nextTick } from '../internal/tick.js'

/**
 * @param {any} process
 * @param {any} warning text or an Error
 * @param {any} [type] or `{ type, code, detail }`
 * @param {any} [code]
 */
export function warn (process, warning, type, code) {
  const given = optionsOf(type, code)
  if (typeof warning !== 'string' && !(warning instanceof Error)) throw invalidArgType('warning', 'of type string or an instance of Error', warning)
  const error = warning instanceof Error ? warning : made(warning, given)
  if (error.name === 'DeprecationWarning') {
    if (process.noDeprecation) return
    if (process.throwDeprecation) return nextTick(() => { throw error })
  }
  nextTick(() => {
    process.emit('warning', error)
    const named = /** @type {any} */ (error).code ? `[${/** @type {any} */ (error).code}] ` : ''
    console.warn(`${named}${error.name}: ${error.message}`)
  })
}

/**
 * @param {any} type
 * @param {any} code
 * @returns {{ type: string, code?: string, detail?: string }}
 */
function optionsOf (type, code) {
  if (type !== null && typeof type === 'object' && !Array.isArray(type)) {
    return { type: type.type || 'Warning', code: type.code, detail: typeof type.detail === 'string' ? type.detail : undefined }
  }
  if (typeof type === 'function') return { type: 'Warning' }
  if (type !== undefined && typeof type !== 'string') throw invalidArgType('type', 'of type string', type)
  if (code !== undefined && typeof code !== 'string' && typeof code !== 'function') throw invalidArgType('code', 'of type string', code)
  return { type: type || 'Warning', code: typeof code === 'string' ? code : undefined }
}

/**
 * @param {string} text
 * @param {{ type: string, code?: string, detail?: string }} options
 */
function made (text, { type, code, detail }) {
  return Object.assign(new Error(text), { name: String(type) }, code !== undefined && { code }, detail !== undefined && { detail })
}
