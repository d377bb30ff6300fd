import { request, write } from 'oro:ipc'

const EMPTY = [204, 205, 304]

/** @typedef {import('./page/engine.js').PageContainer} PageContainer */
/** @typedef {import('./types.js').PreviewScriptOptions} PreviewScriptOptions */

/** Previews of the host for a container that runs in this page: frames show its servers in origins of their own. */
export class GuestPreviews {
  #container
  #id
  #tell

  /** @param {PageContainer} container @param {string} id @param {(message: any) => void} tell */
  constructor (container, id, tell) {
    this.#container = container
    this.#id = id
    this.#tell = tell
    container.showBy(async (port) => (await asked('container.guest.show', { id, port })).url)
    this.#answerAll()
  }

  /**
   * @param {PageContainer} container
   * @param {boolean | 'exceptions-only'} errors which errors in documents are told
   * @param {(message: any) => void} tell is told of them
   */
  static async begin (container, errors, tell) {
    const { id } = await asked('container.guest.begin', { errors })
    return new GuestPreviews(container, id, tell)
  }

  /** @param {string} source @param {PreviewScriptOptions} options */
  async setScript (source, options) {
    await given('container.guest.setPreviewScript', { id: this.#id }, JSON.stringify({ source, ...options }))
  }

  end () {
    asked('container.guest.end', { id: this.#id }).catch(() => {})
  }

  async #answerAll () {
    try {
      for (let data = await taken('container.guest.take', { id: this.#id }); data.length; data = await taken('container.guest.take', { id: this.#id })) {
        const length = new DataView(data.buffer, data.byteOffset).getUint32(0)
        const told = JSON.parse(new TextDecoder().decode(data.subarray(4, 4 + length)))
        if (told.kind === 'message') this.#tell(told.message)
        else if (told.kind === 'upgrade') this.#carry(told).catch(() => {})
        else this.#answer({ ...told, body: data.slice(4 + length) }).catch(() => {})
      }
    } catch {
      // The page goes.
    }
  }

  /** @param {any} request */
  async #answer ({ number, port, method, path, headers, body }) {
    /** @param {any} head */
    const begin = (head) => given('container.guest.head', { id: this.#id, number }, JSON.stringify(head))
    /** @param {Uint8Array | string} data */
    const send = (data) => this.#send(number, data)
    let answer
    try {
      answer = await this.#container.ask({ port, method, path, headers, body })
    } catch (error) {
      await begin({ status: 502, headers: [['content-type', 'text/plain; charset=utf-8']] })
      await send(/** @type {Error} */ (error).message)
      return send('')
    }
    const { status, headers: told } = answer
    const reader = answer.body.getReader()
    try {
      await begin({ status, headers: told })
      if (!EMPTY.includes(status) && method !== 'HEAD') {
        for (let step = await reader.read(); !step.done; step = await reader.read()) await send(step.value)
      }
      await send('')
    } catch (error) {
      // Who asked went away, or the program ended in the middle.
      await reader.cancel().catch(() => {})
      await send('').catch(() => {})
    }
  }

  /** Carry the bytes of another protocol, from the head of its answer on. @param {any} request */
  async #carry ({ number, port, path, headers }) {
    const wire = this.#container.upgrade({ port, path, headers })
    const up = async () => {
      for (let data = await this.#receive(number); data.length; data = await this.#receive(number)) await wire.write(data)
      wire.end()
    }
    up().catch(() => wire.close())
    try {
      for (let data = await wire.read(); data; data = await wire.read()) await this.#send(number, data)
      if (wire.refused) await this.#send(number, 'HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n')
      await this.#send(number, '')
    } catch {
      // The frame went away.
      wire.close()
    }
  }

  /** @param {number} number @param {Uint8Array | string} data */
  #send (number, data) {
    return given('container.guest.piece', { id: this.#id, number }, data)
  }

  /** @param {number} number */
  #receive (number) {
    return taken('container.guest.receive', { id: this.#id, number })
  }
}

/** @param {any} route @param {Record<string, any>} params @returns {Promise<any>} */
async function asked (route, params) {
  const { err, data } = await request(route, params)
  if (err) throw err
  return data
}

/** @param {any} route @param {Record<string, any>} params @returns {Promise<Uint8Array>} */
async function taken (route, params) {
  const { err, data } = await request(route, params, { responseType: 'arraybuffer' })
  if (err) throw err
  return new Uint8Array(data)
}

/** @param {any} route @param {Record<string, any>} params @param {Uint8Array | string} body */
async function given (route, params, body) {
  const { err } = await write(route, params, /** @type {any} */ (body))
  if (err) throw err
}
