/** Two sockets on loopback: one sends numbered datagrams, the other sends each back. */

import { createSocket } from 'oro:dgram'

/** @typedef {'A' | 'B'} Side */
/** @typedef {{ sent: number, received: number, bytes: number }} Counts */
/** @typedef {{ from: Side, size: number, text: string }} Said */

const LOOPBACK = '127.0.0.1'
const NUMBERED = 1
const SPOKEN = 2
const HEAD = 5
const LOST_AFTER = 1000
const KEPT = 400
/** At most so many numbered datagrams are under way. */
const WINDOW = 48
const TICK = 20

export class Exchange {
  /** @type {Record<Side, import('oro:dgram').Socket>} */
  sockets = { A: createSocket('udp4'), B: createSocket('udp4') }
  /** @type {Record<Side, Counts>} */
  counts = { A: empty(), B: empty() }
  lost = 0
  running = false
  /** Datagrams a second; 0 is as fast as they come back. */
  rate = 100
  size = 64
  /** Round trips in milliseconds, the newest last. @type {number[]} */
  times = []
  /** @type {(said: Said) => void} */
  said = () => {}
  /** @type {(error: any) => void} */
  failed = () => {}
  #number = 0
  /** When each that is under way was sent. @type {Map<number, number>} */
  #underWay = new Map()
  /** @type {any} */
  #timer = 0
  #owed = 0
  /** @type {[time: number, count: number][]} */
  #rates = []

  /** Bind both sockets. */
  async open () {
    for (const side of /** @type {Side[]} */ (['A', 'B'])) {
      const socket = this.sockets[side]
      socket.on('message', (bytes, from) => this.#receive(side, bytes, from))
      await new Promise((resolve, reject) => {
        socket.once('error', reject)
        socket.bind(0, LOOPBACK, () => resolve(undefined))
      })
      socket.on('error', (error) => this.failed(error))
    }
  }

  close () {
    this.stop()
    for (const socket of Object.values(this.sockets)) {
      try {
        socket.close()
      } catch {
        // It was closed.
      }
    }
  }

  start () {
    this.stop()
    this.running = true
    this.#timer = setInterval(() => this.#tick(), TICK)
    this.#tick()
  }

  stop () {
    clearInterval(this.#timer)
    this.running = false
    this.#owed = 0
    this.#rates = []
  }

  /**
   * Say something from one socket to the other.
   * @param {Side} side
   * @param {string} text
   * @returns {Promise<void>} rejects when it cannot be sent
   */
  say (side, text) {
    const words = new TextEncoder().encode(text)
    const bytes = new Uint8Array(words.length + 1)
    bytes[0] = SPOKEN
    bytes.set(words, 1)
    return new Promise((resolve, reject) => {
      this.#send(side, bytes, (error) => error ? reject(error) : resolve())
    })
  }

  /** Round trips a second lately, and the median of their times. */
  figures () {
    const sorted = [...this.times].sort((a, b) => a - b)
    const [first, last] = [this.#rates[0], this.#rates.at(-1)]
    const rate = first && last && last[0] > first[0] ? (last[1] - first[1]) * 1000 / (last[0] - first[0]) : 0
    return { rate, median: sorted[sorted.length >> 1] ?? 0 }
  }

  #tick () {
    const now = performance.now()
    for (const [number, sent] of this.#underWay) {
      if (now - sent < LOST_AFTER) break
      this.#underWay.delete(number)
      this.lost++
    }
    this.#rates.push([now, this.counts.A.received])
    while (now - this.#rates[0][0] > 1500) this.#rates.shift()
    if (this.rate) {
      this.#owed = Math.min(this.#owed + this.rate * TICK / 1000, this.rate)
      while (this.#owed >= 1 && this.#next()) this.#owed--
    } else {
      while (this.#next());
    }
  }

  /** Send a numbered datagram, unless too many are under way. */
  #next () {
    if (this.#underWay.size >= WINDOW) return false
    const bytes = new Uint8Array(Math.max(HEAD, this.size))
    bytes[0] = NUMBERED
    new DataView(bytes.buffer).setUint32(1, ++this.#number)
    this.#underWay.set(this.#number, performance.now())
    this.#send('A', bytes)
    return true
  }

  /**
   * @param {Side} side
   * @param {Uint8Array} bytes
   * @param {(error: any) => void} [done]
   */
  #send (side, bytes, done = (error) => { if (error) this.failed(error) }) {
    const { port } = this.sockets[side === 'A' ? 'B' : 'A'].address()
    this.counts[side].sent++
    this.sockets[side].send(bytes, port, LOOPBACK, done)
  }

  /**
   * @param {Side} side
   * @param {Uint8Array} bytes
   * @param {{ port: number }} from
   */
  #receive (side, bytes, from) {
    this.counts[side].received++
    this.counts[side].bytes += bytes.length
    if (bytes[0] === SPOKEN) this.said({ from: side === 'A' ? 'B' : 'A', size: bytes.length, text: new TextDecoder().decode(bytes.subarray(1)) })
    else if (side === 'B') this.#echo(bytes, from)
    else this.#arrived(new DataView(bytes.buffer, bytes.byteOffset).getUint32(1))
  }

  /**
   * @param {Uint8Array} bytes
   * @param {{ port: number }} from
   */
  #echo (bytes, from) {
    if (from.port !== this.sockets.A.address().port) return
    this.#send('B', bytes)
  }

  /** @param {number} number */
  #arrived (number) {
    const sent = this.#underWay.get(number)
    if (sent === undefined) return
    this.#underWay.delete(number)
    this.times.push(performance.now() - sent)
    if (this.times.length > KEPT) this.times.shift()
    if (this.running && !this.rate) this.#next()
  }
}

/** @returns {Counts} */
function empty () {
  return { sent: 0, received: 0, bytes: 0 }
}
