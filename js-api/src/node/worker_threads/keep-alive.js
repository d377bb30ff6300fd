/**
 * Counts all that keeps a thread running: timers, ports with listeners, requests, sockets and promises of the engine.
 * A thread ends when the count comes to nothing, as in Node. This runs before anything else in a thread, because later
 * modules keep references to the engine's functions, and are to get those that count.
 *
 * An engine gives no notice of an `import()` under way. So the end waits until nothing was begun during several
 * requests to the host, each of which is answered after the requests before it.
 * @module
 */

const scope = /** @type {any} */ (globalThis)
const { setTimeout: nativeTimeout, fetch: nativeFetch, MessagePort } = scope
const { addEventListener: nativeListen } = EventTarget.prototype
const ROUNDS = 8
/** Milliseconds between two questions. */
const PAUSE = 10

/** @type {Set<any>} what keeps the thread */
const handles = new Set()
let begun = 0
/** @type {(() => void) | null} */
let idle = null
let waiting = false

/** Have something keep the thread. @param {any} handle */
function hold (handle) {
  begun++
  handles.add(handle)
}

/** Have it keep the thread no longer. @param {any} handle */
function release (handle) {
  if (handles.delete(handle)) look()
}

/**
 * Begin to look, once the thread's own code has run.
 * @param {() => void} callback called each time nothing keeps the thread
 */
function whenIdle (callback) {
  idle = callback
  look()
}

async function look () {
  if (!idle || handles.size || waiting) return
  waiting = true
  let quiet = 0
  for (let seen = begun; quiet < ROUNDS && handles.size === 0; quiet = begun === seen ? quiet + 1 : 0, seen = begun) {
    await nativeFetch(new URL('./keep-alive.js', import.meta.url), { method: 'HEAD' }).catch(() => {})
    await new Promise((resolve) => nativeTimeout(resolve, PAUSE))
  }
  waiting = false
  if (handles.size === 0) idle()
}

// -- promises of the engine -----------------------------------------------------------------------

/** @param {any} owner @param {string} name of a method that gives a promise */
function countPromise (owner, name) {
  const native = owner?.[name]
  if (typeof native !== 'function') return
  owner[name] = function (/** @type {any[]} */ ...args) {
    const made = Reflect.apply(native, this, args)
    if (typeof made?.then !== 'function') return made
    const handle = {}
    hold(handle)
    const done = () => release(handle)
    made.then(done, done)
    return made
  }
}

const BODY = ['arrayBuffer', 'blob', 'bytes', 'formData', 'json', 'text']
/** @type {[any, string[]][]} */
const promising = [
  [scope, ['fetch', 'createImageBitmap']],
  [scope.Response?.prototype, BODY],
  [scope.Request?.prototype, BODY],
  [scope.Blob?.prototype, ['arrayBuffer', 'bytes', 'text']],
  [scope.ReadableStream?.prototype, ['pipeTo']],
  [scope.ReadableStreamDefaultReader?.prototype, ['read']],
  [scope.ReadableStreamBYOBReader?.prototype, ['read']],
  [scope.WritableStreamDefaultWriter?.prototype, ['write', 'close']],
  [scope.WebAssembly, ['compile', 'compileStreaming', 'instantiate', 'instantiateStreaming']],
  [scope.SubtleCrypto?.prototype, ['decrypt', 'deriveBits', 'deriveKey', 'digest', 'encrypt', 'exportKey', 'generateKey', 'importKey', 'sign',
    'unwrapKey', 'verify', 'wrapKey']],
  [scope.CacheStorage?.prototype, ['delete', 'has', 'keys', 'match', 'open']],
  [scope.Cache?.prototype, ['add', 'addAll', 'delete', 'keys', 'match', 'matchAll', 'put']],
  [scope.StorageManager?.prototype, ['estimate', 'getDirectory', 'persist', 'persisted']],
  [scope.LockManager?.prototype, ['query', 'request']],
  [scope.FileSystemDirectoryHandle?.prototype, ['getDirectoryHandle', 'getFileHandle', 'removeEntry', 'resolve']],
  [scope.FileSystemFileHandle?.prototype, ['createSyncAccessHandle', 'createWritable', 'getFile']]
]
for (const [owner, names] of promising) for (const name of names) countPromise(owner, name)

// -- things that say when they are done -------------------------------------------------------------

/**
 * @param {any} owner
 * @param {string} name of a method that begins something
 * @param {string[]} ends events of what it gives, or of what it is called on where it gives nothing
 * @param {(self: any, made: any) => boolean} [counts]
 */
function countEvents (owner, name, ends, counts = () => true) {
  const native = owner?.[name]
  if (typeof native !== 'function') return
  owner[name] = function (/** @type {any[]} */ ...args) {
    const made = Reflect.apply(native, this, args)
    if (!counts(this, made)) return made
    const target = made ?? this
    const handle = {}
    hold(handle)
    for (const end of ends) nativeListen.call(target, end, () => release(handle), { once: true })
    return made
  }
}

/** @type {WeakSet<object>} synchronous requests */
const standing = new WeakSet()
const { open } = scope.XMLHttpRequest.prototype
scope.XMLHttpRequest.prototype.open = function (/** @type {any[]} */ ...args) {
  if (args[2] === false) standing.add(this)
  else standing.delete(this)
  return Reflect.apply(open, this, args)
}
countEvents(scope.XMLHttpRequest.prototype, 'send', ['loadend'], (self) => !standing.has(self))
for (const name of ['ArrayBuffer', 'BinaryString', 'DataURL', 'Text']) countEvents(scope.FileReader?.prototype, `readAs${name}`, ['loadend'])
for (const name of ['open', 'deleteDatabase']) countEvents(scope.IDBFactory?.prototype, name, ['success', 'error'])
countEvents(scope.IDBDatabase?.prototype, 'transaction', ['complete', 'abort'])

/**
 * @param {string} name of a class whose instances keep the thread until they are closed
 * @param {string} close the method that closes one
 * @param {string} [event] that says it is closed
 */
function countInstances (name, close, event) {
  const Native = scope[name]
  if (!Native) return
  scope[name] = new Proxy(Native, {
    construct (target, args, newTarget) {
      const made = Reflect.construct(target, args, newTarget)
      hold(made)
      if (event) nativeListen.call(made, event, () => release(made))
      return made
    }
  })
  const native = Native.prototype[close]
  Native.prototype[close] = function (/** @type {any[]} */ ...args) {
    const result = Reflect.apply(native, this, args)
    if (!event) release(this)
    return result
  }
}
countInstances('WebSocket', 'close', 'close')
countInstances('EventSource', 'close')
countInstances('BroadcastChannel', 'close')
countInstances('Worker', 'terminate')

// -- timers -----------------------------------------------------------------------------------------

for (const kind of ['Timeout', 'Interval']) {
  const start = scope[`set${kind}`]
  scope[`set${kind}`] = (/** @type {any} */ callback, /** @type {any} */ delay, /** @type {any[]} */ ...args) => {
    const call = typeof callback === 'function' ? callback : () => (0, eval)(String(callback))
    const id = start((/** @type {any[]} */ ...given) => {
      try {
        call(...given)
      } finally {
        if (kind === 'Timeout') release(id)
      }
    }, delay, ...args)
    hold(id)
    return id
  }
}
for (const name of ['clearTimeout', 'clearInterval']) {
  const stop = scope[name]
  scope[name] = (/** @type {any} */ id) => {
    stop(id)
    release(id)
  }
}

// -- ports ------------------------------------------------------------------------------------------

/** @type {WeakMap<MessagePort, Map<any, any>>} the listeners for messages of each port, with the function that is registered in their place */
const listeners = new WeakMap()
/** @type {WeakSet<MessagePort>} */
const closed = new WeakSet()

/** @param {MessagePort} port @param {any} key @param {any} value undefined for none */
function listen (port, key, value) {
  const known = listeners.get(port) ?? new Map()
  listeners.set(port, known)
  const before = known.size
  if (value === undefined) known.delete(key)
  else known.set(key, value)
  if (closed.has(port) || (before > 0) === (known.size > 0)) return
  if (known.size) hold(port)
  else release(port)
}

const { addEventListener, removeEventListener, close } = MessagePort.prototype
Object.assign(MessagePort.prototype, {
  /** @this {MessagePort} @param {string} type @param {any} listener @param {any} [options] */
  addEventListener (type, listener, options) {
    if (type !== 'message' || !listener) return addEventListener.call(this, type, listener, options)
    const heard = listeners.get(this)?.get(listener) ?? (!options?.once
      ? listener
      : (/** @type {Event} */ event) => {
          listen(this, listener, undefined)
          return typeof listener === 'function' ? listener.call(this, event) : listener.handleEvent(event)
        })
    listen(this, listener, heard)
    addEventListener.call(this, type, heard, options)
  },
  /** @this {MessagePort} @param {string} type @param {any} listener @param {any} [options] */
  removeEventListener (type, listener, options) {
    const heard = type === 'message' ? listeners.get(this)?.get(listener) ?? listener : listener
    removeEventListener.call(this, type, heard, options)
    if (type === 'message') listen(this, listener, undefined)
  },
  /** @this {MessagePort} */
  close () {
    closed.add(this)
    close.call(this)
    release(this)
  },
  /** @this {MessagePort} */
  ref () { if (!closed.has(this)) hold(this) },
  /** @this {MessagePort} */
  unref () { release(this) },
  /** @this {MessagePort} */
  hasRef () { return handles.has(this) }
})
const onmessage = /** @type {PropertyDescriptor} */ (Object.getOwnPropertyDescriptor(MessagePort.prototype, 'onmessage'))
Object.defineProperty(MessagePort.prototype, 'onmessage', {
  ...onmessage,
  set (listener) {
    onmessage.set?.call(this, listener)
    listen(this, 'onmessage', typeof listener === 'function' ? listener : undefined)
  }
})
Object.assign(scope.BroadcastChannel.prototype, {
  /** @this {any} */
  ref () {
    hold(this)
    return this
  },
  /** @this {any} */
  unref () {
    release(this)
    return this
  },
  /** @this {any} */
  hasRef () { return handles.has(this) }
})

/** For modules that may be in a page too, where nothing is counted. */
scope[Symbol.for('oro.worker_threads.keepAlive')] = { hold, release, isIdle: () => handles.size === 0, whenIdle }
