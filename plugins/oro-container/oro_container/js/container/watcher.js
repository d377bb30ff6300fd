/**
 * A watch, which tells of changes until it is closed; `fs.watch` returns one.
 * @implements {IFSWatcher}
 */
export class Watcher {
  /** @type {import('./engine.js').EngineWatch | null} */
  #watch = null
  #closed = false
  /** @type {Promise<void>} resolves once every later change is told; rejects where it cannot be watched */
  ready

  /**
   * @param {Promise<import('./engine.js').EngineWatch>} watch
   * @param {(change: import('./types.js').FileChange) => void} tell
   * @param {(lost: number) => void} tellLost
   */
  constructor (watch, tell, tellLost) {
    this.ready = this.#begin(watch)
    this.ready.then(() => this.#follow(tell, tellLost)).catch((error) => {
      if (!this.#closed) this.onerror(error)
    })
  }

  /** Called with the error when it cannot watch, or no longer; prints it unless set. @type {(error: any) => void} */
  onerror = (error) => console.error(error)

  close () {
    this.#closed = true
    this.#watch?.close()
  }

  /** @param {Promise<import('./engine.js').EngineWatch>} watch */
  async #begin (watch) {
    this.#watch = await watch
    if (this.#closed) this.#watch.close()
  }

  /** @param {(change: import('./types.js').FileChange) => void} tell @param {(lost: number) => void} tellLost */
  async #follow (tell, tellLost) {
    while (!this.#closed) {
      const batch = await this.#watch?.take()
      if (!batch || this.#closed) return
      if (batch.lost) tellLost(batch.lost)
      for (const change of batch.changes) if (!this.#closed) tell(change)
    }
  }
}

/** @typedef {import('./types.js').IFSWatcher} IFSWatcher */
