/**
 * Bodies that the host has: of a cache, or of what this worker fetched. Each is opened when it is first read; until then
 * it is handed on by its name, and nothing of it crosses into this realm.
 * @module
 */

/** Statuses of answers that have no body. */
export const BODILESS = [101, 103, 204, 205, 304]

/** @typedef {{ cached?: string, fetched?: string, worker?: string, keep?: boolean }} Name */
/** @typedef {{ type: string, url?: string, redirected?: boolean }} Members of an answer */

/** What the host has, and the bodies here that stand for it. */
export class Source {
  #uses = 0

  /**
   * @param {Name} name
   * @param {(name: Name) => Promise<ReadableStream<Uint8Array<ArrayBuffer>>>} open
   * @param {{ drop?: () => void, once?: boolean, signal?: AbortSignal }} [options] `drop` is called when nobody will read
   *   it; `once` means that it can be opened once; the signal breaks what was not read to its end
   */
  constructor (name, open, { drop = () => {}, once = false, signal } = {}) {
    this.name = name
    this.once = once
    this.signal = signal
    this.open = open
    this.drop = drop
  }

  /** One body more stands for it. */
  use () {
    this.#uses++
  }

  /** @returns {Name} for one of its bodies, which is used now */
  take () {
    return --this.#uses > 0 && this.name.fetched ? { ...this.name, keep: true } : this.name
  }

  /** One of its bodies will not be read. */
  release () {
    if (--this.#uses === 0) this.drop()
  }
}

/** @type {WeakMap<ReadableStream, { source: Source, touch: () => void }>} bodies nobody has read of */
const untouched = new WeakMap()
/** @type {FinalizationRegistry<Source>} */
const forgotten = new FinalizationRegistry((source) => source.release())

/**
 * @param {Source} source
 * @returns {ReadableStream<Uint8Array<ArrayBuffer>>}
 */
function bodyOf (source) {
  /** @type {ReadableStreamDefaultReader<Uint8Array<ArrayBuffer>> | undefined} */
  let reader
  let empty = false
  const { signal } = source
  const touched = () => {
    untouched.delete(body)
    forgotten.unregister(body)
  }
  const body = new ReadableStream({
    start (controller) {
      signal?.addEventListener('abort', () => {
        if (empty) return
        if (untouched.has(body)) {
          touched()
          source.release()
        }
        controller.error(signal.reason)
      })
    },
    async pull (controller) {
      if (untouched.has(body)) {
        touched()
        reader = (await source.open(source.take())).getReader()
      }
      const { done, value } = reader && !empty ? await reader.read() : { done: true, value: undefined }
      if (done) {
        empty = true
        controller.close()
      } else {
        controller.enqueue(value)
      }
    },
    async cancel (reason) {
      empty = true
      if (untouched.has(body)) {
        touched()
        source.release()
      }
      await reader?.cancel(reason)
    }
  }, { highWaterMark: 0 })
  source.use()
  untouched.set(body, { source, touch () { touched(); empty = true } })
  forgotten.register(body, source, body)
  return body
}

/**
 * Make a Response of what the host has, or of bytes that are here.
 * @param {Source | BodyInit | null} content
 * @param {ResponseInit} init
 * @param {Members} members that no constructor sets
 * @returns {Response}
 */
export function responseOf (content, init, members) {
  const response = new Response(content instanceof Source ? bodyOf(content) : content, init)
  return shaped(response, content instanceof Source ? content : null, members)
}

/**
 * @param {Response} response
 * @param {Source | null} source
 * @param {Members} members
 */
function shaped (response, source, members) {
  const clone = () => {
    const again = source && !source.once && !response.bodyUsed && isUntouched(response)
    return again
      ? responseOf(source, response, members)
      : shaped(Response.prototype.clone.call(response), null, members)
  }
  const { url, type, redirected = false } = members
  for (const [name, value] of Object.entries({ type, clone, ...(url ? { url } : {}), ...(redirected ? { redirected } : {}) })) {
    Object.defineProperty(response, name, { value, configurable: true, writable: name === 'clone' })
  }
  return response
}

/** @param {Response} response */
function isUntouched ({ body }) {
  return body !== null && !body.locked && untouched.has(body)
}

/**
 * Take the body of a Response by its name, as if it were read here; a Response made of such a body counts, too.
 * @param {Response} response
 * @returns {Name | null} null where its bytes are here, or on their way
 */
export function take (response) {
  const { body } = response
  const known = body !== null && isUntouched(response) ? untouched.get(body) : undefined
  if (body === null || !known) return null
  const name = known.source.take()
  known.touch()
  body.getReader().read()
  return name
}
