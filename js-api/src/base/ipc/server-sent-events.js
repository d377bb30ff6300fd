/** Read the server-sent events of a body, as WHATWG HTML 9.2.6 has them. */

/** @typedef {{ event: string, data: string }} ServerSentEvent `event` is `message` where the event has no name. */

/** Read a text of server-sent events that comes in parts. */
class EventReader {
  #rest = ''
  #begun = false
  #event = ''
  /** @type {string[]} */
  #data = []

  /**
   * Read one more part.
   * @param {string} part
   * @returns {ServerSentEvent[]} the events it completes
   */
  read (part) {
    let text = this.#rest + part
    if (!this.#begun && text) {
      text = text.replace(/^\uFEFF/, '')
      this.#begun = true
    }
    // A carriage return at the end may be half of a line's end.
    const lines = text.split(/\r\n|\n|\r(?!$)/)
    this.#rest = lines.pop() ?? ''
    return lines.map((line) => this.#line(line)).filter((event) => event !== undefined)
  }

  /** @returns {ServerSentEvent[]} the event that only the body's end completes: a carriage return may have been half a line's end */
  end () {
    const event = this.#rest === '\r' ? this.#dispatched() : undefined
    return event ? [event] : []
  }

  /** @param {string} line @returns {ServerSentEvent | undefined} */
  #line (line) {
    if (line === '') return this.#dispatched()
    const [, name = '', value = ''] = /^([^:]*)(?:: ?([^]*))?$/.exec(line) ?? []
    if (name === 'event') this.#event = value
    else if (name === 'data') this.#data.push(value)
    return undefined
  }

  /** @returns {ServerSentEvent | undefined} */
  #dispatched () {
    const [event, data] = [this.#event || 'message', this.#data]
    this.#event = ''
    this.#data = []
    return data.length ? { event, data: data.join('\n') } : undefined
  }
}

/**
 * Read the server-sent events of a body one by one, as they come:
 *
 *     const { body } = await stream('clock.ticks')
 *     for await (const { event, data } of serverSentEvents(body)) console.log(event, JSON.parse(data))
 *
 * Leaving the loop cancels the body. An event that the body's end cuts off is dropped.
 *
 * @param {ReadableStream<Uint8Array> | null} body of an answer; null for one without
 * @returns {AsyncGenerator<ServerSentEvent, void, void>}
 * @throws what reading the body throws
 */
export async function * serverSentEvents (body) {
  if (!body) return
  const reader = body.getReader()
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true })
  const events = new EventReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      yield * events.read(done ? decoder.decode() : decoder.decode(value, { stream: true }))
      if (!done) continue
      yield * events.end()
      return
    }
  } finally {
    reader.cancel().catch(() => {})
  }
}
