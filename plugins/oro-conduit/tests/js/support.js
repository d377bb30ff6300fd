/** What the tests of Conduit share: bytes, chance with a printed seed, and ways to wait. */

import ipc from 'oro:ipc'
import { connection } from 'oro:conduit/connection'
import { setCarrier } from 'oro:ipc/carrier'

/** @param {string} hex */
export function bytesOf (hex) {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => parseInt(pair, 16))
}

/** @param {Uint8Array} bytes */
export function hexOf (bytes) {
  let text = ''
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0')
  return text
}

/** Chance whose seed is in every message; written here, a seed repeats a run. */
export function chance (seed = Math.floor(Math.random() * 2 ** 32)) {
  return new Random(seed)
}

const LETTERS = [...'abcXYZ019 _-./?=&%é✓🎈\u0000ÿ']

/** Mulberry32, and what is made with it. */
export class Random {
  /** @param {number} seed */
  constructor (seed) {
    this.seed = seed
    this.state = seed
  }

  toString () {
    return `seed ${this.seed}`
  }

  next () {
    this.state = (this.state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.state ^ (this.state >>> 15), this.state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }

  /** @param {number} below */
  int (below) {
    return Math.floor(this.next() * below)
  }

  /**
   * @template T
   * @param {readonly T[]} choices
   * @returns {T}
   */
  pick (choices) {
    return choices[this.int(choices.length)]
  }

  /**
   * @template T
   * @param {number} below
   * @param {() => T} make
   * @returns {T[]}
   */
  list (below, make) {
    return Array.from({ length: this.int(below) }, make)
  }

  /** @param {number} below */
  text (below) {
    return this.list(below, () => this.pick(LETTERS)).join('')
  }

  /** @param {number} size */
  bytes (size) {
    return Uint8Array.from({ length: size }, () => this.int(256))
  }

  /** @returns {Record<string, any>} one value of every type, more or less */
  headers () {
    const makers = [
      () => null, () => true, () => false, () => this.next() * 1e9 - 5e8, () => this.pick([0, -0, NaN, Infinity, 2 ** 53, 5e-324]),
      () => BigInt(this.int(1e9)) ** BigInt(this.int(20)) * (this.int(2) ? 1n : -1n), () => this.text(400), () => this.bytes(this.int(50)),
      () => this.list(5, () => [this.text(10), this.text(30)])
    ]
    return Object.fromEntries(this.list(8, () => [`k${this.text(8)}`, this.pick(makers)()]))
  }

  /**
   * The same bytes in pieces.
   * @param {Uint8Array<ArrayBuffer>} bytes
   */
  split (bytes) {
    const pieces = []
    for (let at = 0; at < bytes.length;) {
      const end = Math.min(bytes.length, at + 1 + this.int(this.pick([3, 40, 3000])))
      pieces.push(bytes.slice(at, end))
      at = end
    }
    return pieces
  }

  /**
   * The bytes with some of them changed, left out or added.
   * @param {Uint8Array<ArrayBuffer>} bytes
   */
  broken (bytes) {
    const changed = Array.from(bytes.slice(0, 2000))
    for (let times = 1 + this.int(3); times > 0; times--) {
      changed.splice(this.int(changed.length + 1), this.int(3), ...this.list(3, () => this.int(256)))
    }
    return Uint8Array.from(changed)
  }
}

/**
 * Wait until the shared connection is open.
 * @returns {Promise<import('oro:conduit/connection').Connection>}
 */
export async function opened () {
  connection.open()
  if (!connection.isOpen) await new Promise((resolve) => connection.addEventListener('open', resolve, { once: true }))
  return connection
}

/**
 * Run `work` with calls over the scheme, then with calls over Conduit.
 * @param {(name: 'scheme' | 'Conduit') => Promise<void>} work
 */
export async function overBoth (work) {
  const { carrier } = await opened()
  setCarrier(null, { expect: true })
  await work('scheme')
  setCarrier(carrier)
  await work('Conduit')
}

/**
 * Wait until a number stays the same while the host answers call after call: what could change it had its turns.
 * @param {() => number} number
 */
export async function still (number) {
  for (let seen = number(), calls = 0; calls < 50; calls++) {
    await ipc.request('ping')
    if (number() !== seen) [seen, calls] = [number(), 0]
  }
}

/**
 * Wait until the host answers that something holds.
 * @param {() => Promise<boolean>} holds
 */
export async function until (holds) {
  while (!await holds()) await new Promise((resolve) => setTimeout(resolve, 5))
}

/**
 * @param {EventTarget} target
 * @param {string} name
 * @returns {Promise<any>}
 */
export function once (target, name) {
  return new Promise((resolve) => target.addEventListener(name, resolve, { once: true }))
}
