/**
 * The preload: one function expression that the host runs before any page script, in every frame, with `__args`.
 * It defines the globals of the app's own documents, and reads the stream of events that the host sends.
 * Documents of other origins get nothing.
 */
(/** @param {OroArgs} args */ function (args) {
  'use strict'
  const own = globalThis.origin === args.origin || String(globalThis.origin).startsWith('oro://')
  if (!own || !isAmongOwn() || globalThis.isOroRuntime) return

  const top = window.parent === window
  const nativeFetch = globalThis.fetch.bind(globalThis)
  const { XMLHttpRequest, WebSocket } = globalThis
  Object.defineProperty(globalThis, Symbol.for('oro.runtime.engine'), { value: { fetch: nativeFetch, XMLHttpRequest, WebSocket } })
  const FIRST_WAIT = 100
  const LONGEST_WAIT = 10000

  /**
   * Whether this document is of the app's window, and of its origin, with no page of another origin around it. A site may
   * change every global of a frame and have it begin anew, with `document.open()`; not `top` and `location`, nor which document may
   * look into whose.
   */
  function isAmongOwn () {
    try {
      const among = window.top?.location
      if (among?.protocol !== 'oro:' && among?.origin !== args.origin) return false
      const around = location.ancestorOrigins ?? [] // Firefox has none, and its pages are framed by no other origin
      for (let i = 0; around[i] !== undefined; i++) if (!around[i].startsWith('oro:') && around[i] !== args.origin) return false
      return true
    } catch {
      return false
    }
  }

  // -- globals ------------------------------------------------------------------------------------

  /**
   * @param {string} name
   * @param {any} value
   */
  function define (name, value) {
    Object.defineProperty(globalThis, name, { value, enumerable: true, configurable: false, writable: false })
  }

  /**
   * @template T
   * @param {T} value
   * @returns {T}
   */
  function frozen (value) {
    if (value !== null && typeof value === 'object' && !Object.isFrozen(value)) {
      Object.freeze(value)
      Object.values(value).forEach(frozen)
    }
    return value
  }

  /** The client of a nested frame has an id of its own. */
  function nestedClient () {
    const [high, low] = crypto.getRandomValues(new Uint32Array(2))
    const id = String((BigInt(high) << 32n) | BigInt(low))
    return { ...args.client, id, frameType: 'nested', parent: args.client, top: args.client }
  }

  const registry = {
    /**
     * @param {string} name
     * @param {any} value
     */
    register (name, value) {
      Object.defineProperty(registry, Symbol.for(`oro.runtime.global.${name}`), { value, configurable: true })
      if (args.config?.compat_socket) Object.defineProperty(registry, Symbol.for(`socket.runtime.global.${name}`), { value, configurable: true })
      return value
    },
    /** @param {string} name */
    get: (name) => Reflect.get(registry, Symbol.for(`oro.runtime.global.${name}`))
  }

  class ApplicationURLEvent extends Event {
    /**
     * @param {string} type
     * @param {EventInit & { url?: string, data?: any, source?: string }} [init]
     */
    constructor (type, init = {}) {
      super(type, init)
      this.data = init.data ?? null
      this.source = init.source ?? init.url ?? null
      this.url = URL.canParse(String(init.url)) ? new URL(String(init.url)) : null
    }

    get isValid () {
      return this.url !== null
    }
  }

  /** @extends {MessageEvent<any>} */
  class HotKeyEvent extends MessageEvent {
    /**
     * @param {string} type
     * @param {any} data `expression`, `sequence`, `hash` and `id` of the binding
     */
    constructor (type, data) {
      super(type, { data })
      this.binding = data
    }
  }

  // -- events -------------------------------------------------------------------------------------

  /** @type {Event[]} */
  const urls = []

  /** @type {Record<string, (detail: any) => Event | null>} */
  const special = {
    applicationurl (detail) {
      const event = new ApplicationURLEvent('applicationurl', detail ?? {})
      if (!event.isValid) return null
      urls.push(event)
      if (document.readyState === 'complete') return event
      addEventListener('load', () => setTimeout(() => dispatchEvent(event)), { once: true })
      return null
    },
    hotkey: (detail) => new HotKeyEvent('hotkey', detail),
    message: (detail) => new MessageEvent('message', { data: detail }),
    drag: (detail) => new CustomEvent('platformdrag', { detail }),
    drop: (detail) => new CustomEvent('platformdrop', { detail }),
    dropin: (detail) => new CustomEvent('platformdrop', { detail }),
    filedidchange (detail) {
      const { webview_watch: watch, webview_watch_reload: reload } = args.config ?? {}
      if (watch && reload !== false) setTimeout(() => location.reload())
      return new CustomEvent('filedidchange', { detail })
    }
  }

  /**
   * @param {string} name
   * @param {any} detail
   */
  function dispatch (name, detail) {
    const make = Object.hasOwn(special, name) ? special[name] : undefined
    const event = make ? make(detail) : new CustomEvent(name, { detail })
    if (event) dispatchEvent(event)
  }

  /** @param {{ headers: any, params: any, data: any, id: string | null }} detail */
  function deliver (detail) {
    dispatchEvent(new CustomEvent('data', { detail }))
    for (let index = 0; index < globalThis.frames.length; index++) {
      globalThis.frames[index].postMessage({ __runtime_frame_data: detail }, globalThis.origin)
    }
  }

  /** @param {MessageEvent} event */
  function relay (event) {
    const detail = event.data?.__runtime_frame_data
    if (!detail || event.source !== globalThis.parent || event.origin !== globalThis.origin) return
    event.stopImmediatePropagation()
    deliver(detail)
  }

  let turn = Promise.resolve()

  /** @param {string | null} id */
  async function fetchBytes (id) {
    if (id === null) return null
    const response = await nativeFetch(`ipc://queuedResponse/?id=${encodeURIComponent(id)}`)
    if (response.ok) return response.arrayBuffer()
    throw new Error(`Cannot read push "${id}": the host answered ${response.status}`)
  }

  const queued = {
    /**
     * Fetch the bytes of a push, if it has any, and dispatch it as `data`. Pushes keep
     * their order; one whose bytes are gone is reported and left out.
     * @param {string | null} id
     * @param {string} seq
     * @param {any} params
     * @param {any} [headers]
     * @returns {Promise<void>}
     */
    dispatch (id, seq, params, headers = {}) {
      const bytes = fetchBytes(id)
      bytes.catch(() => {})
      turn = turn.then(async () => deliver({ headers, params, data: await bytes, id })).catch(reportError)
      return turn
    }
  }

  // -- the held stream ----------------------------------------------------------------------------

  /** @typedef {(signal?: AbortSignal) => Promise<ReadableStream<Uint8Array> | null>} OpenEvents */

  let wait = FIRST_WAIT
  /** @type {AbortController | null} */
  let held = null
  /** @type {OpenEvents} */
  let source = ask
  /** @type {ReturnType<OpenEvents>[]} what is read once the present stream has ended, in this order */
  const ahead = []
  let reading = false
  let hurry = () => {}

  const events = {
    /**
     * Read events from another stream as soon as the present one has ended: opening it ends that one, for to
     * the host the newest reader is the only one. Nothing is lost and their order is kept, so one that was opened
     * is read to its end, even if another follows before it was begun.
     * @param {OpenEvents | null} open null goes back to the held request
     */
    carry (open) {
      source = open ?? ask
      if (open && reading) openAhead(open)
      hurry()
    }
  }

  /** @param {OpenEvents} open */
  function openAhead (open) {
    const opened = open()
    opened.catch(() => {})
    ahead.push(opened)
  }

  /** @type {OpenEvents} */
  async function ask (signal) {
    const response = await nativeFetch('ipc://internal.events/', { signal, cache: 'no-store' })
    return response.ok ? response.body : null
  }

  /** @param {string} text */
  function receive (text) {
    if (!text) return
    /** @type {OroStreamLine} */
    const { name, detail, push } = JSON.parse(text)
    if (push) queued.dispatch(push.id, push.seq ?? '-1', push.params, push.headers)
    else dispatch(name, detail)
  }

  /**
   * @param {ReadableStreamDefaultReader<Uint8Array>} reader
   * @param {AbortSignal} signal
   */
  async function read (reader, signal) {
    signal.addEventListener('abort', () => reader.cancel().catch(() => {}))
    const decoder = new TextDecoder()
    let rest = ''
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      const lines = (rest + decoder.decode(value, { stream: true })).split('\n')
      rest = /** @type {string} */ (lines.pop())
      for (const line of lines) {
        wait = FIRST_WAIT
        try {
          receive(line)
        } catch (error) {
          reportError(error)
        }
      }
    }
  }

  async function hold () {
    const mine = held = new AbortController()
    while (!mine.signal.aborted) {
      const from = source
      try {
        const stream = await (ahead.shift() ?? from(mine.signal))
        if (source !== from) openAhead(source)
        reading = true
        if (stream) await read(stream.getReader(), mine.signal)
      } catch {
        // Opening it again is the cure for any failure.
      }
      reading = false
      if (mine.signal.aborted) return
      if (ahead.length === 0 && source === from) await pause()
    }
  }

  /** Wait a little longer each time, unless there is something else to read. */
  function pause () {
    return new Promise((resolve) => {
      setTimeout(resolve, wait)
      hurry = () => resolve(undefined)
      wait = Math.min(wait * 2, LONGEST_WAIT)
    })
  }

  // -- notices to the host ------------------------------------------------------------------------

  /**
   * @param {string} value
   * @param {Record<string, string>} [more]
   */
  function notice (value, more = {}) {
    const query = new URLSearchParams({ value, ...more, index: String(args.index) })
    nativeFetch(`ipc://platform.event/?${query}`).catch(() => {})
  }

  function announce () {
    addEventListener('DOMContentLoaded', () => notice('domcontentloaded'), { once: true })
    document.addEventListener('readystatechange', () => notice('readystatechange', { state: document.readyState }))
    addEventListener('load', () => {
      notice('load', { 'location.href': location.href })
      setTimeout(initialise)
    }, { once: true })
    notice('beforeruntimeinit')
  }

  /** Wait for the host, as calls may take another way and overtake a notice. @param {string} title */
  function announceTitle (title) {
    const request = new XMLHttpRequest()
    request.open('GET', `ipc://platform.event/?${new URLSearchParams({ value: 'title', data: title, index: String(args.index) })}`, false)
    try {
      request.send()
    } catch {
      // The engine tells of it all the same.
    }
  }

  /** Have the host know a title as soon as a script sets it; the engine tells of it later. */
  function tellTitle () {
    const native = Object.getOwnPropertyDescriptor(Document.prototype, 'title')
    if (!native?.set || !native.configurable) return
    const set = native.set
    Object.defineProperty(Document.prototype, 'title', {
      ...native,
      /** @this {Document} @param {any} value */
      set (value) {
        set.call(this, value)
        if (this === document && this.title) announceTitle(this.title)
      }
    })
  }

  /** Have `window.open()` say why it opened none: engines are silent. */
  function explainOpen () {
    const native = globalThis.open.bind(globalThis)
    globalThis.open = function open (...given) {
      const found = native(.../** @type {[]} */ (given))
      if (found === null && !/(?:^|[\s,])no(?:opener|referrer)\b/.test(String(given[2]))) {
        console.warn(`window.open("${given[0] ?? ''}") opened no window: each has one page, and scripts get none of another. Open one with createWindow() of "oro:application", or have a person click a link.`)
      }
      return found
    }
  }

  function initialise () {
    define('__RUNTIME_INIT_NOW__', performance.now())
    resolveReady()
    dispatchEvent(new Event('__runtime_init__'))
    if (top) notice('runtimeinit')
  }

  /**
   * End the app when its test cannot be loaded: there is no test that would.
   * @param {unknown} error
   */
  function failed (error) {
    console.error(`Cannot load ${args.test}: ${error}`)
    nativeFetch('ipc://application.exit/?value=1').catch(() => {})
  }

  /** Run the file of `oro run --test` once the page is loaded. */
  function test () {
    define('RUNTIME_TEST_FILENAME', args.test)
    addEventListener('load', () => import(String(args.test)).catch(failed), { once: true })
  }

  // -- begin --------------------------------------------------------------------------------------

  /** @type {() => void} */
  let resolveReady = () => {}
  const ready = new Promise((resolve) => { resolveReady = () => resolve(undefined) })

  define('__args', frozen(top ? args : { ...args, client: nestedClient() }))
  define('isOroRuntime', true)
  if (args.config?.compat_socket) define('isSocketRuntime', true)
  define('__globals', registry)
  define('RUNTIME_APPLICATION_URL_EVENT_BACKLOG', urls)
  Object.assign(globalThis, { ApplicationURLEvent, HotKeyEvent })
  registry.register('RuntimeReadyPromise', ready)
  registry.register('RuntimeQueuedResponses', queued)
  if (top) registry.register('RuntimeEvents', events)

  explainOpen()
  if (!top) {
    addEventListener('message', relay)
    addEventListener('load', () => setTimeout(initialise), { once: true })
    return
  }
  announce()
  tellTitle()
  hold()
  if (args.test) test()
  addEventListener('pagehide', () => held?.abort())
  addEventListener('pageshow', (event) => { if (event.persisted) hold() })
})
