/**
 * The servers of a program: ports of the container's table, and requests that are answered over a channel each.
 * @module
 */

export class Servers {
  #lane
  #alive
  /** @type {Map<number, (request: any, reply: MessagePort) => void>} */
  #listening = new Map()

  /** @param {import('../lane.js').Lane} lane @param {import('./alive.js').Alive} alive */
  constructor (lane, alive) {
    this.#lane = lane
    this.#alive = alive
  }

  /**
   * @param {number} port 0 for any
   * @param {(request: any, reply: MessagePort) => void} answer
   * @returns {Promise<{ port: number, close: () => Promise<void> }>}
   */
  async listen (port, answer) {
    const release = this.#alive.hold()
    try {
      const chosen = await this.#lane.call('listen', { port })
      this.#listening.set(chosen, answer)
      const close = async () => {
        this.#listening.delete(chosen)
        await this.#lane.call('unlisten', { port: chosen })
        release()
      }
      return { port: chosen, close }
    } catch (error) {
      release()
      throw error
    }
  }

  /** @param {any} request @param {MessagePort} reply */
  serve (request, reply) {
    const answer = this.#listening.get(request.port)
    if (answer) return answer(request, reply)
    reply.postMessage({ kind: 'refused', message: `Cannot fetch from port ${request.port}: no server listens there any more` })
    reply.close()
  }
}
