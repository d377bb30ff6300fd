/** Tells when a socket has been idle for a while. */

import { checkedDuration, checkedFunction } from '../arguments/check.js'

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
    if (this.duration && !socket.destroyed) this.#timer = setTimeout(() => socket.emit('timeout'), this.duration)
  }

  stop () {
    clearTimeout(this.#timer)
  }
}
