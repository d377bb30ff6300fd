/**
 * The end of a guest, its turn, and sockets, which no page can lend.
 * @module
 */

import { WasiError } from '../errno.js'

/** Of a program that a signal ended: 128 and the signal. */
const SIGNALED = 128
const SIGNALS = 30

/** @param {import('../context.js').Context} context @returns {import('../context.js').Calls} */
export function processCalls ({ table, exit }) {
  /** @param {number} fd */
  const noSocket = (fd) => {
    table.get(fd)
    throw new WasiError('notsock')
  }
  return {
    proc_exit: (code) => exit(code),
    proc_raise (signal) {
      if (signal > SIGNALS) throw new WasiError('inval')
      if (signal !== 0) exit(SIGNALED + signal)
    },
    sched_yield () {},
    sock_accept: noSocket,
    sock_recv: noSocket,
    sock_send: noSocket,
    sock_shutdown: noSocket
  }
}
