// Requests that come in frames, answered by a router: the core of the runtime, without any reading or writing.

import { answer } from './answering.js'
import { Decoder, KIND, MOST_PART, WINDOW, encode, number } from './frames.js'
import { Scheduler } from './scheduler.js'
import { partsOf } from './web/body.js'

const encoder = new TextEncoder()
const json = (value) => encoder.encode(JSON.stringify(value))

export class Serving {
  #write
  #router
  #development
  #decoder = new Decoder()
  #exchanges = new Map()

  /**
   * @param write takes the bytes of a frame.
   * @param options `concurrency`, requests at once; `development`, whether errors are shown.
   */
  constructor(write, { concurrency = 64, development = false } = {}) {
    this.#write = write
    this.#development = development
    this.concurrency = concurrency
    this.scheduler = new Scheduler((id, pause) => this.#send(KIND.TIMER, id, number(pause)))
  }

  /** Say that requests can come. */
  ready(router) {
    this.#router = router
    this.#send(KIND.READY, 0, json({ protocol: 1, name: 'runtime', concurrency: this.concurrency }))
  }

  log(level, text, stream = 0) {
    this.#send(KIND.LOG, stream, json({ level, text: text.slice(0, 8000) }))
  }

  push(bytes) {
    this.#decoder.push(bytes)
  }

  /** Do what the next frame asks; false where none is whole. */
  step() {
    const frame = this.#decoder.next()
    if (!frame) return false
    const exchange = this.#exchanges.get(frame.stream)
    if (frame.kind === KIND.WAKE) this.#guarded(() => this.scheduler.woken(frame.stream))
    else if (frame.kind === KIND.REQUEST) this.#open(frame)
    else if (!exchange) return true
    else if (frame.kind === KIND.BODY) exchange.body.push(frame.payload)
    else if (frame.kind === KIND.END) exchange.body.end()
    else if (frame.kind === KIND.CREDIT) exchange.credit(new DataView(frame.payload.buffer).getUint32(0))
    else if (frame.kind === KIND.CANCEL) {
      exchange.cancelled = true
      exchange.body.end(new Error('The client is gone'))
      exchange.credit(Infinity)
      this.scheduler.cancel(frame.stream)
    }
    return true
  }

  #open({ stream, payload }) {
    const exchange = new Exchange()
    this.#exchanges.set(stream, exchange)
    const told = JSON.parse(new TextDecoder().decode(payload))
    void this.scheduler
      .run(stream, (signal) => this.#answer(stream, exchange, told, signal))
      .catch((error) => this.#failed(stream, exchange, error))
      .finally(() => this.#exchanges.delete(stream))
  }

  async #answer(stream, exchange, told, signal) {
    const host = told.headers.find(([name]) => name === 'host')?.[1] ?? 'localhost'
    const url = `${told.env.REQUEST_SCHEME ?? 'http'}://${host}${told.target}`
    const hasBody = Number(told.env.CONTENT_LENGTH ?? 0) > 0
    const body = hasBody ? exchange.body : null
    const request = new Request(url, { method: told.method, headers: told.headers, body, signal })
    const response = await answer(this.#router, request, { remote: told.env.REMOTE_ADDR, env: globalThis.process?.env ?? {} })
    this.#send(KIND.HEAD, stream, json({ status: response.status, headers: [...response.headers] }))
    exchange.begun = true
    if (told.method !== 'HEAD') await this.#body(stream, exchange, response)
    this.#send(KIND.END, stream)
  }

  async #body(stream, exchange, response) {
    for await (const part of partsOf(response.body)) {
      for (let at = 0; at < part.length; at += MOST_PART) {
        const piece = part.subarray(at, at + MOST_PART)
        await exchange.room(piece.length)
        if (exchange.cancelled) return
        this.#send(KIND.BODY, stream, piece)
      }
      if (exchange.cancelled) return
    }
  }

  #failed(stream, exchange, error) {
    if (!exchange.cancelled) this.log('error', shown(error), stream)
    if (exchange.begun || exchange.cancelled) {
      this.#send(KIND.FAIL, stream, json({ message: String(error?.message ?? error) }))
      return
    }
    const text = this.#development ? shown(error) : 'Internal Server Error'
    const headers = [['content-type', 'text/plain;charset=UTF-8'], ['cache-control', 'no-store']]
    this.#send(KIND.HEAD, stream, json({ status: 500, headers }))
    this.#send(KIND.BODY, stream, encoder.encode(`${text}\n`).subarray(0, MOST_PART))
    this.#send(KIND.END, stream)
  }

  #guarded(callback) {
    try {
      callback()
    } catch (error) {
      this.log('error', shown(error))
    }
  }

  #send(kind, stream, payload) {
    this.#write(encode(kind, stream, payload))
  }
}

/** A request's body as it comes, and how much of the answer may be sent. */
class Exchange {
  body = new Incoming()
  begun = false
  cancelled = false
  #left = WINDOW
  #resume = null

  credit(size) {
    this.#left += size
    this.#resume?.()
    this.#resume = null
  }

  async room(size) {
    while (this.#left < size && !this.cancelled) await new Promise((resume) => (this.#resume = resume))
    this.#left -= size
  }
}

class Incoming {
  #parts = []
  #ended = false
  #error = null
  #resume = null

  push(part) {
    this.#parts.push(part)
    this.#wake()
  }

  end(error = null) {
    this.#ended = true
    this.#error ??= error
    this.#wake()
  }

  async *[Symbol.asyncIterator]() {
    for (;;) {
      while (this.#parts.length) yield this.#parts.shift()
      if (this.#error) throw this.#error
      if (this.#ended) return
      await new Promise((resume) => (this.#resume = resume))
    }
  }

  #wake() {
    this.#resume?.()
    this.#resume = null
  }
}

const shown = (error) => (error instanceof Error ? `${error}\n${error.stack ?? ''}`.trimEnd() : String(error))
