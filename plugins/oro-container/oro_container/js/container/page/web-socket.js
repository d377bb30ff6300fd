/**
 * WebSockets to servers in a container (RFC 6455), for documents that cannot open them themselves.
 * @module
 */

import { headOf } from './head.js'

/** @typedef {{ opcode: number, data: Uint8Array, last: boolean }} Frame */

const TEXT = 1
const BINARY = 2
const CLOSE = 8
const PING = 9
const PONG = 10
/** Bytes of a message. */
const MOST = 256 * 1024 * 1024
const ENCODER = new TextEncoder()

/**
 * Open a socket, and carry what a document says to a port, and what is said to it: `send` and `close`; `open`, `message`, `error` and
 * `closed`.
 * @param {import('./engine.js').PageContainer} container
 * @param {{ port: number, path: string, headers: string[][], protocols: string[] }} asked
 * @param {MessagePort} document
 * @returns {Promise<void>} resolves when it is closed
 */
export async function carrySocket (container, { port, path, headers, protocols }, document) {
  const key = btoa(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(16))))
  const own = [['connection', 'Upgrade'], ['upgrade', 'websocket'], ['sec-websocket-version', '13'], ['sec-websocket-key', key]]
  const wanted = protocols.length ? [['sec-websocket-protocol', protocols.join(', ')]] : []
  const wire = container.upgrade({ port, path, headers: [...headers, ...own, ...wanted] })
  const socket = new Socket(wire, document)
  /** @type {any[]} */
  const early = []
  document.onmessage = ({ data }) => early.push(data)
  try {
    const { status, headers: told, rest } = await headOf(wire)
    if (status !== 101) throw new Error(`the server answered ${status}`)
    const protocol = told.find(([name]) => name.toLowerCase() === 'sec-websocket-protocol')?.[1] ?? ''
    document.postMessage({ kind: 'open', protocol })
    document.onmessage = ({ data }) => socket.hear(data)
    for (const data of early) socket.hear(data)
    await socket.run(rest)
  } catch {
    wire.close()
    document.postMessage({ kind: 'error' })
    socket.closed()
  }
}

class Socket {
  #wire
  #document
  /** @type {Uint8Array} */
  #held = new Uint8Array()
  #code = 1006
  #reason = ''
  #clean = false
  #closing = false
  /** Frames are sent in their order. */
  #sent = Promise.resolve()

  /** @param {import('./wire.js').Wire} wire @param {MessagePort} document */
  constructor (wire, document) {
    this.#wire = wire
    this.#document = document
  }

  /** Take what the document says. @param {any} message */
  hear ({ kind, data, code, reason }) {
    if (kind === 'close') this.#close(code, reason)
    else if (kind === 'send' && typeof data === 'string') this.#send(TEXT, ENCODER.encode(data))
    else if (kind === 'send') this.#send(BINARY, data)
  }

  /** Tell the document of messages until the server is gone. @param {Uint8Array} rest what came with the head */
  async run (rest) {
    this.#held = rest
    /** @type {Uint8Array[]} */
    let parts = []
    let kind = TEXT
    for (let frame = await this.#frame(); frame; frame = await this.#frame()) {
      const { opcode, data, last } = frame
      if (opcode === PING) this.#send(PONG, data)
      else if (opcode === CLOSE) return this.#closedBy(data)
      else if (opcode <= BINARY) {
        if (opcode) kind = opcode
        parts.push(data)
        if (!last) continue
        const whole = await new Blob(/** @type {any} */ (parts)).arrayBuffer()
        parts = []
        this.#document.postMessage({ kind: 'message', data: kind === TEXT ? new TextDecoder().decode(whole) : whole })
      }
    }
    this.#wire.close()
    if (!this.#clean) this.#document.postMessage({ kind: 'error' })
    this.closed()
  }

  /** Tell the document that it is closed. */
  closed () {
    this.#document.postMessage({ kind: 'closed', code: this.#code, reason: this.#reason, wasClean: this.#clean })
  }

  /** @param {Uint8Array} data */
  async #closedBy (data) {
    this.#code = data.length < 2 ? 1005 : new DataView(data.buffer, data.byteOffset).getUint16(0)
    this.#reason = new TextDecoder().decode(data.subarray(2))
    this.#clean = true
    if (!this.#closing) this.#send(CLOSE, data.slice(0, 2))
    await this.#sent
    this.#wire.end()
    // The server closes first, and may take its time; the document need not wait.
    this.closed()
    while (await this.#wire.read());
    this.#wire.close()
  }

  /** @param {number} code @param {string} reason */
  #close (code, reason) {
    if (this.#closing) return
    const told = ENCODER.encode(reason)
    const data = new Uint8Array(2 + told.length)
    new DataView(data.buffer).setUint16(0, code)
    data.set(told, 2)
    this.#send(CLOSE, data)
    this.#closing = true
  }

  /** @param {number} opcode @param {Uint8Array | ArrayBuffer | Blob} given */
  #send (opcode, given) {
    if (this.#closing) return
    this.#sent = this.#sent.then(async () => {
      const data = given instanceof Uint8Array ? given : new Uint8Array(given instanceof Blob ? await given.arrayBuffer() : given)
      await this.#wire.write(framed(opcode, data))
    })
  }

  /** @returns {Promise<Frame | null>} none where the server is gone */
  async #frame () {
    const head = await this.#take(2)
    if (!head) return null
    const last = (head[0] & 0x80) !== 0
    let size = head[1] & 0x7f
    if (size > 125) {
      const more = await this.#take(size === 126 ? 2 : 8)
      if (!more) return null
      const view = new DataView(more.buffer, more.byteOffset)
      size = size === 126 ? view.getUint16(0) : Number(view.getBigUint64(0))
    }
    if (size > MOST) return null
    const data = await this.#take(size)
    return data && { opcode: head[0] & 0x0f, data, last }
  }

  /** @param {number} size @returns {Promise<Uint8Array | null>} */
  async #take (size) {
    const parts = [this.#held]
    let length = this.#held.length
    while (length < size) {
      const data = await this.#wire.read()
      if (!data) return null
      parts.push(data)
      length += data.length
    }
    const whole = new Uint8Array(length)
    let at = 0
    for (const part of parts) {
      whole.set(part, at)
      at += part.length
    }
    this.#held = whole.subarray(size)
    return whole.slice(0, size)
  }
}

/** @param {number} opcode @param {Uint8Array} data @returns {Uint8Array} a frame of a client: whole, and masked */
function framed (opcode, data) {
  const size = data.length
  const head = size < 126 ? 2 : size < 65536 ? 4 : 10
  const frame = new Uint8Array(head + 4 + size)
  const view = new DataView(frame.buffer)
  frame[0] = 0x80 | opcode
  frame[1] = 0x80 | (head === 2 ? size : head === 4 ? 126 : 127)
  if (head === 4) view.setUint16(2, size)
  if (head === 10) view.setBigUint64(2, BigInt(size))
  const mask = crypto.getRandomValues(frame.subarray(head, head + 4))
  for (let index = 0; index < size; index++) frame[head + 4 + index] = data[index] ^ mask[index % 4]
  return frame
}
