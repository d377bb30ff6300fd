/**
 * A Buffer as `util.inspect()` shows it.
 * @module
 */

import { invalidArgType, outOfRange } from '../../base/errors/node.js'

/** How many bytes are shown; `buffer.INSPECT_MAX_BYTES` sets it. */
let most = 50

export const limit = {
  get () { return most },

  set (/** @type {any} */ value) {
    if (typeof value !== 'number') throw invalidArgType('INSPECT_MAX_BYTES', 'of type number', value)
    if (!(value >= 0)) throw outOfRange('INSPECT_MAX_BYTES', '>= 0', value)
    most = value
  }
}

/**
 * @this {any}
 * @param {number} _depth
 * @param {any} [options]
 * @param {(value: any, options: any) => string} [inspect]
 * @returns {string}
 */
export function inspectBytes (_depth, options, inspect) {
  const bytes = Array.from(this.subarray(0, most), (/** @type {number} */ byte) => byte.toString(16).padStart(2, '0'))
  const left = this.length - bytes.length
  const shown = bytes.join(' ') + (left > 0 ? ` ... ${left} more byte${left > 1 ? 's' : ''}` : '')
  const more = Object.entries(this).slice(this.length)
  const parts = [shown, ...(inspect ? more.map(([name, value]) => `${name}: ${inspect(value, options)}`) : [])]
  return `<${this.constructor?.name ?? 'Buffer'} ${parts.filter(Boolean).join(', ')}>`
}
