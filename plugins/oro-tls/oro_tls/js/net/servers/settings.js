import { invalidArgType } from 'oro:errors/node'
import { EventEmitter } from 'oro:events'
import { adoptable } from 'oro:internal/callable'
import { getDefaultHighWaterMark } from 'oro:stream'
import { checkedNumber } from '../arguments/check.js'

/**
 * @typedef {object} ServerOptions
 * @property {boolean} [allowHalfOpen]
 * @property {boolean} [pauseOnConnect]
 * @property {boolean} [noDelay]
 * @property {boolean} [keepAlive]
 * @property {number} [keepAliveInitialDelay] milliseconds
 * @property {number} [highWaterMark]
 */

/** The options of a server; they hold for each of its connections. */
export class Settings extends adoptable(EventEmitter) {
  /** @param {ServerOptions} [options] */
  constructor (options) {
    super({ captureRejections: EventEmitter.captureRejections })
    if (!['undefined', 'object'].includes(typeof options)) throw invalidArgType('options', 'of type object', options)
    /** @type {Required<ServerOptions> | any} */
    this._options = checkedOptions(options)
    const { allowHalfOpen, pauseOnConnect, noDelay, keepAlive, keepAliveInitialDelay, highWaterMark } = this._options
    this.allowHalfOpen = allowHalfOpen || false
    this.pauseOnConnect = Boolean(pauseOnConnect)
    this.noDelay = Boolean(noDelay)
    this.keepAlive = Boolean(keepAlive)
    /** Seconds. */
    this.keepAliveInitialDelay = Math.trunc((keepAliveInitialDelay ?? 0) / 1000)
    this.highWaterMark = highWaterMark ?? getDefaultHighWaterMark(false)
  }
}

/**
 * @param {any} options
 * @returns {any} a copy, with no number below 0
 */
function checkedOptions (options) {
  const given = { ...options }
  if (given.keepAliveInitialDelay !== undefined && checkedNumber('options.keepAliveInitialDelay', given.keepAliveInitialDelay) < 0) given.keepAliveInitialDelay = 0
  if (given.highWaterMark !== undefined && checkedNumber('options.highWaterMark', given.highWaterMark) < 0) given.highWaterMark = undefined
  return given
}
