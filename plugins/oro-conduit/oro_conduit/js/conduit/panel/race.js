/** The same call over Conduit and over the scheme, in turns. */

import { request } from 'oro:ipc'
import { schemeCall } from 'oro:ipc/scheme'
import { connection } from '../connection.js'

const KEPT = 240
/** Calls in a row a time is the mean of: the clocks of some engines tick only every millisecond. */
const BURST = 8
const REST = 25

/** @typedef {'conduit' | 'scheme'} Way */

export class Race {
  running = false
  /** Milliseconds of a call, the newest last. @type {Record<Way, number[]>} */
  times = { conduit: [], scheme: [] }
  #turn = 0

  start () {
    this.running = true
    this.#run(++this.#turn)
  }

  stop () {
    this.running = false
    this.#turn++
  }

  /** @param {Way} way */
  median (way) {
    const sorted = [...this.times[way]].sort((a, b) => a - b)
    return sorted.length ? sorted[sorted.length >> 1] : null
  }

  /** @param {number} turn */
  async #run (turn) {
    await burst('scheme')
    while (turn === this.#turn) {
      this.#note('scheme', await burst('scheme'))
      if (connection.way === 'socket') this.#note('conduit', await burst('conduit'))
      await new Promise((resolve) => setTimeout(resolve, REST))
    }
  }

  /**
   * @param {Way} way
   * @param {number} time
   */
  #note (way, time) {
    this.times[way].push(time)
    if (this.times[way].length > KEPT) this.times[way].shift()
  }
}

/**
 * @param {Way} way
 * @returns {Promise<number>} milliseconds one call took
 */
async function burst (way) {
  const call = way === 'conduit' ? request : schemeCall
  const began = performance.now()
  for (let made = 0; made < BURST; made++) {
    const { err } = await call('ping')
    if (err) throw err
  }
  return (performance.now() - began) / BURST
}
