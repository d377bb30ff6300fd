/**
 * Gives workers the globals that pages have. A page marks the address of a worker's script, and the host puts a line
 * before the script that runs this in the worker; a script in a Blob gets that line here. The arguments of a worker come in
 * its name, the one value it can be given before it runs.
 * A classic function expression that runs in pages after `preload.js`, and in workers before their own code.
 */
(/** @param {string} base the folder of this file, as a URL */ function (base) {
  'use strict'
  const scope = /** @type {any} */ (globalThis)
  const MARK = '__oro_worker'
  // Of the options: the host prepares this worker's script by itself, so it is asked for as it is.
  const PREPARED = Symbol.for('oro.runtime.worker.prepared')
  const OPEN = '\u2063oro-args:'
  const CLOSE = '\u2063'
  const REALM = `${base}/realm.js`

  /** @param {string} name @param {any} value */
  function define (name, value) {
    if (!Object.hasOwn(scope, name)) Object.defineProperty(scope, name, { value, enumerable: true, configurable: true, writable: false })
  }

  /** @returns {any} what a worker was given in its name, which loses it */
  function given () {
    const name = String(scope.name ?? '')
    const at = name.indexOf(OPEN)
    const end = name.indexOf(CLOSE, at + OPEN.length)
    if (at < 0 || end < 0) return null
    const value = name.slice(0, at) + name.slice(end + CLOSE.length)
    Object.defineProperty(scope, 'name', { value, writable: true, enumerable: true, configurable: true })
    return JSON.parse(name.slice(at + OPEN.length, end))
  }

  /** @param {string} href the location of the worker without our mark */
  function relocate (href) {
    const url = new URL(href)
    const parts = ['hash', 'host', 'hostname', 'href', 'origin', 'pathname', 'port', 'protocol', 'search']
    const members = parts.map((part) => [part, { value: part === 'origin' ? scope.origin : Reflect.get(url, part), enumerable: true }])
    const value = Object.create(Object.getPrototypeOf(scope.location), Object.fromEntries(members))
    Object.defineProperty(value, 'toString', { value: () => href })
    Object.defineProperty(scope, 'location', { value, configurable: true, enumerable: true })
  }

  /** @param {any} told */
  function begin ({ args, location, type }) {
    const [high, low] = crypto.getRandomValues(new Uint32Array(2))
    const id = String((BigInt(high) << 32n) | BigInt(low))
    const client = { ...args.client, id, type: 'worker', frameType: 'none', parent: args.client ?? null, top: args.client?.top ?? args.client ?? null }
    define('__args', Object.freeze({ ...args, client: Object.freeze(client) }))
    const { XMLHttpRequest, WebSocket } = scope
    const engine = { fetch: scope.fetch.bind(scope), XMLHttpRequest, WebSocket }
    Object.defineProperty(scope, Symbol.for('oro.runtime.engine'), { value: engine, configurable: true })
    define('isOroRuntime', true)
    if (args.config?.compat_socket) define('isSocketRuntime', true)
    define('isWorkerScope', true)
    define('RUNTIME_WORKER_ID', id)
    define('RUNTIME_WORKER_TYPE', type)
    define('RUNTIME_WORKER_LOCATION', location)
    if (scope.location.search.includes(`${MARK}=`)) relocate(location)
  }

  // -- workers made here ------------------------------------------------------------------------

  /** @type {Map<string, Blob>} */
  const blobs = new Map()
  const { createObjectURL, revokeObjectURL } = URL

  function watchBlobs () {
    if (!createObjectURL) return
    URL.createObjectURL = function (object) {
      const url = createObjectURL.call(URL, object)
      if (object instanceof Blob) blobs.set(url, object)
      return url
    }
    URL.revokeObjectURL = function (url) {
      blobs.delete(String(url))
      revokeObjectURL.call(URL, url)
    }
  }

  /** @returns {string} where this realm really is */
  function here () {
    return scope.document?.baseURI ?? scope.RUNTIME_WORKER_LOCATION ?? scope.location.href
  }

  /** @param {boolean} shared whether pages that differ are to have one worker */
  function own (shared) {
    const { client, index, conduit, ...common } = scope.__args
    return shared ? { ...common, index: 0, conduit: null, client: null } : scope.__args
  }

  /**
   * @param {string} url
   * @param {string} kind classic, module or shared
   * @param {boolean} marked whether its script is asked for with the mark
   * @returns {{ url: string, location: string, once: boolean } | null} null for what is not the app's
   */
  function prepared (url, kind, marked) {
    const line = kind === 'module' ? `import ${JSON.stringify(REALM)};` : `importScripts(${JSON.stringify(REALM)});`
    const blob = blobs.get(url)
    if (blob) return { url: URL.createObjectURL(new Blob([line, blob], { type: blob.type || 'text/javascript' })), location: here(), once: true }
    if (!URL.canParse(url, here())) return null
    const { href, protocol, host, search, hash } = new URL(url, here())
    if (`${protocol}//${host}` !== scope.__args.origin) return null
    if (!marked) return { url: href, location: href, once: false }
    const bare = hash ? href.slice(0, -hash.length) : href
    return { url: `${bare}${search || bare.endsWith('?') ? '&' : '?'}${MARK}=${kind}${hash}`, location: href, once: false }
  }

  /** @param {any} Native @param {'worker' | 'sharedWorker'} type */
  function wrapped (Native, type) {
    const shared = type === 'sharedWorker'
    return new Proxy(Native, {
      construct (target, [url, options, ...rest], newTarget) {
        const asked = shared && typeof options === 'string' ? { name: options } : options
        const made = prepared(String(url), asked?.type === 'module' ? 'module' : shared ? 'shared' : 'classic', !asked?.[PREPARED])
        if (!made) return Reflect.construct(target, [url, options, ...rest], newTarget)
        const told = JSON.stringify({ args: own(shared), location: made.location, type }).replaceAll(CLOSE, '\\u2063')
        const worker = Reflect.construct(target, [made.url, { ...asked, name: `${asked?.name ?? ''}${OPEN}${told}${CLOSE}` }], newTarget)
        // What is read is read by then; an engine may look at the address only later than it should.
        if (made.once) setTimeout(() => URL.revokeObjectURL(made.url), 10000)
        return worker
      }
    })
  }

  if (!scope.isOroRuntime && typeof scope.document === 'undefined') {
    const told = given()
    if (told) begin(told)
  }
  if (!scope.isOroRuntime) return
  watchBlobs()
  if (scope.Worker) scope.Worker = wrapped(scope.Worker, 'worker')
  if (scope.SharedWorker) scope.SharedWorker = wrapped(scope.SharedWorker, 'sharedWorker')
})
