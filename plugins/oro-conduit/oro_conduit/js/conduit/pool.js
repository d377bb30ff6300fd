/**
 * Every Conduit of this realm. One that is to reconnect is kept alive; the others are held weakly, and when
 * one of them is collected its socket is closed.
 */

import { leave } from './lines/leave.js'

/** @typedef {import('../conduit.js').Conduit} Conduit */
/** @typedef {{ socket: WebSocket | null }} Resources what a Conduit holds on to */

class Pool {
  /** @type {Map<Resources, WeakRef<Conduit>>} */
  #members = new Map()
  /** @type {Set<Conduit>} */
  #kept = new Set()
  /** @type {FinalizationRegistry<Resources>} */
  #finalizer = new FinalizationRegistry((resources) => {
    this.#members.delete(resources)
    if (resources.socket) leave(resources.socket)
  })

  /**
   * @param {Conduit} conduit
   * @param {Resources} resources without a way back to the Conduit
   */
  add (conduit, resources) {
    this.#members.set(resources, new WeakRef(conduit))
    this.#finalizer.register(conduit, resources, resources)
  }

  /**
   * @param {Conduit} conduit
   * @param {Resources} resources
   */
  delete (conduit, resources) {
    this.#members.delete(resources)
    this.#finalizer.unregister(resources)
    this.#kept.delete(conduit)
  }

  /**
   * @param {Conduit} conduit
   * @param {boolean} keep whether it stays alive by itself
   */
  keep (conduit, keep) {
    if (keep) this.#kept.add(conduit)
    else this.#kept.delete(conduit)
  }

  /** How many there are. */
  get size () {
    return [...this].length
  }

  /**
   * @param {Conduit} conduit
   * @returns {boolean}
   */
  has (conduit) {
    return [...this].includes(conduit)
  }

  /** @returns {Generator<Conduit, void, void>} */
  * [Symbol.iterator] () {
    for (const member of [...this.#members.values()]) {
      const conduit = member.deref()
      if (conduit) yield conduit
    }
  }
}

export const pool = new Pool()
