import { EventEmitter } from 'oro:events'
import { request } from 'oro:ipc'
import { boolean } from './arguments/check.js'
import { encode, optionsOf, toBuffer } from './arguments/encoding.js'
import { aborted, fsError } from './arguments/errors.js'
import { newId } from './fds.js'
import { perform, performSync } from './operations/operation.js'
import { toPath } from './arguments/paths.js'

/** @typedef {import('./arguments/paths.js').PathLike} PathLike */
/** @typedef {{ eventType: 'rename' | 'change', filename: any }} Change */

/**
 * Tells what changes: the event `change` with its kind and the name, relative to what is watched. A kind of
 * `rename` means the name appeared or went. A null name means: look again.
 */
export class FSWatcher extends EventEmitter {
  id = newId()
  closed = false
  #encoding
  #recursive
  #signal
  #onData = (/** @type {any} */ event) => this.#receive(event.detail?.params)
  #onAbort = () => this.close()

  /**
   * @param {PathLike} path
   * @param {any} [options] encoding, or `{ encoding, recursive, signal }`
   */
  constructor (path, options) {
    super()
    const { encoding, recursive, persistent, signal } = optionsOf(options)
    if (recursive !== undefined) boolean(recursive, 'options.recursive')
    if (persistent !== undefined) boolean(persistent, 'options.persistent')
    this.path = toPath(path)
    this.#encoding = encoding
    this.#recursive = recursive ?? false
    this.#signal = signal
    globalThis.addEventListener('data', this.#onData)
    signal?.addEventListener('abort', this.#onAbort)
    /** Settles when the host watches, or cannot. */
    this.started = Promise.resolve()
  }

  /** Watch from now on. */
  startSync () {
    try {
      performSync(this.#starting())
    } catch (error) {
      this.#stop()
      throw Object.assign(/** @type {Error} */ (error), { filename: this.path })
    }
    if (this.#signal?.aborted) queueMicrotask(() => this.close())
    return this
  }

  /** Watch as soon as the host does; `error` and `close` follow when it cannot. */
  start () {
    this.started = perform(this.#starting())
    this.started.catch((error) => { if (!this.closed) this.#fail(Object.assign(error, { filename: this.path })) })
    if (this.#signal?.aborted) this.close()
    return this
  }

  /** End it; `close` follows. */
  close () {
    if (this.closed) return
    this.#stop()
    // Only what started can be stopped.
    this.started.then(() => request('fs.stopWatch', { id: this.id }), () => {})
    queueMicrotask(() => this.emit('close'))
  }

  ref () {
    return this
  }

  unref () {
    return this
  }

  /**
   * Changes one after another; leaving the loop ends the watcher.
   * @returns {AsyncGenerator<Change, void, void>}
   */
  async * [Symbol.asyncIterator] () {
    /** @type {Change[]} */
    const waiting = []
    let failure = null
    let wake = () => {}
    this.on('change', (eventType, filename) => { waiting.push({ eventType, filename }); wake() })
    this.on('error', (error) => { failure = error; wake() })
    this.on('close', () => wake())
    try {
      while (!this.closed || waiting.length || failure) {
        const change = waiting.shift()
        if (change) yield change
        else if (failure) throw failure
        else await new Promise((resolve) => { wake = () => resolve(undefined) })
      }
      if (this.#signal?.aborted) throw aborted(this.#signal.reason)
    } finally {
      this.close()
    }
  }

  /** @returns {import('./operations/operation.js').Operation<void>} */
  #starting () {
    const { path, id } = this
    return { route: 'fs.watch', syscall: 'watch', path, params: { id, path, recursive: this.#recursive }, read: () => {} }
  }

  /** @param {any} params */
  #receive (params) {
    if (params?.source !== 'fs.watch' || params.data?.id !== this.id) return
    if (params.err) {
      this.#fail(fsError(params.err, { syscall: 'watch', path: this.path }))
      return
    }
    for (const event of params.data.events) this.emit('change', event, this.#name(params.data.path))
  }

  /** @param {string} path */
  #name (path) {
    if (!path) return null
    return this.#encoding === 'buffer' ? toBuffer(encode(path)) : path
  }

  #stop () {
    this.closed = true
    globalThis.removeEventListener('data', this.#onData)
    this.#signal?.removeEventListener('abort', this.#onAbort)
  }

  /** @param {any} error */
  #fail (error) {
    this.#stop()
    queueMicrotask(() => this.emit('error', error))
    queueMicrotask(() => this.emit('close'))
  }
}

export { FSWatcher as Watcher }
export default FSWatcher

/**
 * @param {PathLike} path
 * @param {any} [options] encoding, or `{ encoding, recursive, signal }`
 * @returns {AsyncGenerator<Change, void, void>} aborting throws an AbortError
 */
export async function * watch (path, options) {
  const { signal } = optionsOf(options)
  if (signal?.aborted) throw aborted(signal.reason)
  yield * new FSWatcher(path, options).start()
}
