/** Two clients of this page that send each other messages through the host. */

import { Conduit } from '../../conduit.js'

/** @typedef {'A' | 'B'} Side */
/** @typedef {{ from: Side, size: number, text: string }} Said */

export class Talk {
  /** @type {Record<Side, Conduit>} */
  clients = { A: new Conduit(), B: new Conduit() }
  /** @type {(said: Said) => void} */
  said = () => {}

  constructor () {
    for (const client of Object.values(this.clients)) {
      client.receive((error, message) => { if (message) this.#receive(message) })
    }
  }

  /** Connect both, and have the host know them. */
  async open () {
    for (const client of Object.values(this.clients)) await client.connect()
  }

  close () {
    for (const client of Object.values(this.clients)) client.close()
  }

  /**
   * Say something to the other.
   * @param {Side} from
   * @param {string} text
   * @returns {boolean} false when it could not be sent
   */
  say (from, text) {
    const to = this.clients[from === 'A' ? 'B' : 'A'].id
    return this.clients[from].send({ to, from }, new TextEncoder().encode(text))
  }

  /** @param {import('../wire/frame-v1.js').Message} message */
  #receive ({ options, payload }) {
    this.said({ from: /** @type {Side} */ (options.from), size: payload.length, text: new TextDecoder().decode(payload) })
  }
}
