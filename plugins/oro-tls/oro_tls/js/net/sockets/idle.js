/** Tells when a socket has been idle for a while. */

import { checkedDuration, checkedFunction } from '../arguments/check.js'
import { reported } from './reported.js'

export class IdleTimer {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer
  /** Milliseconds, 0 for never. */
  duration = 0
  #socket

  /** @param {any} socket whose `timeout` event it emits */
  constructor (socket) {
    this.#socket = socket
  }

  /**
   * @param {number} duration milliseconds
   * @param {() => void} [callback] of the next `timeout`
   */
  set (duration, callback) {
    const socket = this.#socket
    this.duration = checkedDuration('msecs', duration)
    this.refresh()
    if (callback === undefined) return
    checkedFunction('callback', callback)
    if (this.duration) socket.once('timeout', callback)
    else socket.removeListener('timeout', callback)
  }

  /** Something happened: begin to wait anew. */
  refresh () {
    clearTimeout(this.#timer)
    const socket = this.#socket
    this.#timer = this.duration && !socket.destroyed ? setTimeout(() => this.#expire(), this.duration) : undefined
  }

  stop () {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  /** Bytes on their way to the host are no idleness, unless the host answers other calls and it is the peer that takes none. */
  #expire () {
    const timer = this.#timer
    const tell = () => { if (timer === this.#timer) this.#socket.emit('timeout') }
    const handle = this.#socket._handle
    if (!handle?.writing) return tell()
    const answered = () => reported(tell)
    handle.call('error').then(answered, answered)
  }
}
