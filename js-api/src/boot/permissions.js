/**
 * `navigator.permissions` of the app's own documents: what the host's table says, for names it knows; the engine
 * is asked about others. A classic function expression that runs before any page script, after `preload.js`.
 */
(/** @param {Record<string, string>} names what permissions are called here, by what pages call them */ function (names) {
  'use strict'
  const { Permissions, PermissionStatus } = globalThis
  if (!globalThis.isOroRuntime || !Permissions) return

  const nativeFetch = globalThis.fetch.bind(globalThis)
  const nativeQuery = Permissions.prototype.query
  /** @type {Set<Status>} */
  const live = new Set()

  class Status extends EventTarget {
    /** @type {PermissionState} */
    #state
    /** @type {((this: PermissionStatus, event: Event) => any) | null} */
    #onchange = null

    /**
     * @param {string} name
     * @param {PermissionState} state
     */
    constructor (name, state) {
      super()
      this.#state = state
      Object.defineProperty(this, 'name', { value: name, enumerable: true })
      live.add(this)
    }

    get state () {
      return this.#state
    }

    get onchange () {
      return this.#onchange
    }

    set onchange (listener) {
      if (this.#onchange) this.removeEventListener('change', /** @type {any} */ (this.#onchange))
      this.#onchange = typeof listener === 'function' ? listener : null
      if (this.#onchange) this.addEventListener('change', /** @type {any} */ (this.#onchange))
    }

    /** @param {PermissionState} state */
    static settle (/** @type {Status} */ status, state) {
      if (status.#state === state) return
      status.#state = state
      status.dispatchEvent(new Event('change'))
    }
  }
  if (PermissionStatus) Object.setPrototypeOf(Status.prototype, PermissionStatus.prototype)

  /**
   * @param {string} verb
   * @param {any} descriptor
   */
  async function ask (verb, descriptor) {
    const asked = String(descriptor.name)
    const answer = await nativeFetch(`ipc://permissions.${verb}/?name=${encodeURIComponent(names[asked])}`)
    const { data, err } = await answer.json()
    if (!data) throw new DOMException(err?.message ?? `the host answered ${answer.status}`, 'InvalidStateError')
    return new Status(asked, data.state)
  }

  /** @param {any} descriptor */
  const known = (descriptor) => descriptor !== null && typeof descriptor === 'object' && Object.hasOwn(names, String(descriptor.name))

  /** @param {string} verb */
  function method (verb) {
    return {
      /** @this {Permissions} */
      async [verb] (/** @type {any} */ descriptor) {
        if (known(descriptor)) return ask(verb, descriptor)
        if (verb === 'query') return nativeQuery.call(this, descriptor)
        throw new TypeError(`Cannot ${verb} a permission: the host knows none of that name`)
      }
    }[verb]
  }

  for (const verb of ['query', 'request', 'revoke']) {
    const value = method(verb)
    Object.defineProperty(Permissions.prototype, verb, { value, configurable: true, enumerable: true, writable: true })
  }

  // Events of the host reach the top document; frames of the same origin hear them there.
  let host = globalThis.window
  try {
    if (window.top?.origin === globalThis.origin) host = /** @type {any} */ (window.top)
  } catch {
    // The top document is of another origin.
  }
  host.addEventListener('permissionchange', (event) => {
    const { name, state } = /** @type {CustomEvent} */ (event).detail
    for (const status of live) if (names[Reflect.get(status, 'name')] === name) Status.settle(status, state)
  })
})
