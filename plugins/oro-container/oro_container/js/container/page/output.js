/**
 * One stream that a process writes: bytes that the kernel sent, for which it gets credits once they are taken.
 * @module
 */

export class Output {
  #credit
  /** @type {Uint8Array[]} */
  #held = []
  #wanted = false
  /** @type {ReadableStreamDefaultController<Uint8Array> | null} */
  #controller = null
  /** @type {ReadableStream<Uint8Array>} */
  stream

  /**
   * @param {(bytes: number) => void} credit called with the bytes that were taken
   * @param {() => void} closed called when it is read no more
   */
  constructor (credit, closed) {
    this.#credit = credit
    this.stream = new ReadableStream({
      start: (controller) => { this.#controller = controller },
      pull: () => {
        this.#wanted = true
        this.#flow()
      },
      cancel: () => {
        this.#wanted = true
        this.#controller = null
        this.#flow()
        closed()
      }
    }, { highWaterMark: 0 })
  }

  /** @param {Uint8Array} data nothing at the end */
  hear (data) {
    this.#held.push(data)
    this.#flow()
  }

  #flow () {
    while (this.#wanted && this.#held.length) {
      const data = /** @type {Uint8Array} */ (this.#held.shift())
      if (!data.length) {
        this.#controller?.close()
        this.#controller = null
        return
      }
      this.#credit(data.length)
      if (!this.#controller) continue
      this.#wanted = false
      this.#controller.enqueue(data)
    }
  }
}
