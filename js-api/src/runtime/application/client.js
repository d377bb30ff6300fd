/** The client of this realm: a page, a frame of one, or a worker. */

export class Client {
  /** @param {Partial<OroClient>} given */
  constructor ({ id = '', type = 'window', frameType = 'none', parent = null, top = null }) {
    /** A random 64-bit number as text. */
    this.id = id
    /** `window` or `worker`. */
    this.type = type
    /** `top-level`, `nested` or `none`. */
    this.frameType = frameType
    /** @type {Client | null} */
    this.parent = parent && new Client(parent)
    /** @type {Client | null} */
    this.top = top && new Client(top)
  }

  /** Where it is; a worker's own script, also when it was started from a blob. */
  get location () {
    return globalThis.RUNTIME_WORKER_LOCATION ? new URL(globalThis.RUNTIME_WORKER_LOCATION) : globalThis.location
  }

  toJSON () {
    const { id, type, frameType, location, parent, top } = this
    return { id, type, frameType, location: location.href, parent, top }
  }
}

export default new Client(globalThis.__args?.client ?? { type: typeof document === 'object' ? 'window' : 'worker' })
