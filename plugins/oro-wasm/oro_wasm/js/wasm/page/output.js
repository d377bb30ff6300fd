import { taken } from './lanes.js'

const CONSUMED = 1

/** The output of a guest, on its way to the page; the guest waits for a page that does not read. */
export class Outputs {
  #id
  #ahead
  #sent = 0
  #consumed = 0

  /**
   * @param {string} id of the guest
   * @param {number} ahead bytes it may be ahead of the page
   */
  constructor (id, ahead) {
    this.#id = id
    this.#ahead = ahead
  }

  /** @param {1 | 2} fd @returns {(bytes: Uint8Array<ArrayBuffer>) => void} */
  sink (fd) {
    return (bytes) => {
      this.#sent += bytes.length
      globalThis.postMessage({ kind: 'output', fd, bytes }, { transfer: [bytes.buffer] })
      if (this.#sent - this.#consumed > this.#ahead) this.#wait()
    }
  }

  #wait () {
    const wanted = this.#sent - this.#ahead / 2
    globalThis.postMessage({ kind: 'waits', consumed: wanted })
    while (this.#consumed < wanted) {
      const bytes = taken(this.#id, CONSUMED, Infinity)
      if (!bytes?.length) return
      this.#consumed = Number(new TextDecoder().decode(bytes).trim().split('\n').pop())
    }
  }
}
