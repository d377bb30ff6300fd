import { EventEmitter } from 'oro:events'
import { boolean, callable, integer } from './arguments/check.js'
import { stat } from './operations/attributes.js'
import { perform } from './operations/operation.js'
import { toPath } from './arguments/paths.js'
import { Stats } from './stats.js'

/** @typedef {import('./arguments/paths.js').PathLike} PathLike */
/** @typedef {import('./stats.js').AnyStats} AnyStats */
/** @typedef {(current: any, previous: any) => void} Listener */

const INTERVAL = 5007
const MAX_UINT32 = 4294967295

/** The fields of `Stats` that differ when a file was replaced or changed. */
const TELLING = /** @type {const} */ ([
  'dev', 'ino', 'mode', 'uid', 'gid', 'size', 'mtimeNs', 'ctimeNs', 'birthtimeNs'
])

/** @type {Map<string, StatWatcher>} */
const watchers = new Map()

/** Polls the status of a file; the event `change` gets the current and the previous one. */
export class StatWatcher extends EventEmitter {
  /** @type {any} */
  #timer = null
  /** @type {any} the last status, with every number a bigint */
  #found = null
  #stopped = false
  #bigint

  /**
   * @param {string} path
   * @param {{ bigint: boolean, interval: number }} options milliseconds from one look to the next
   */
  constructor (path, { bigint, interval }) {
    super()
    this.path = path
    this.interval = interval
    this.#bigint = bigint
    this.#look()
  }

  stop () {
    if (this.#stopped) return
    this.#stopped = true
    clearTimeout(this.#timer)
    queueMicrotask(() => this.emit('stop'))
  }

  ref () {
    return this
  }

  unref () {
    return this
  }

  async #look () {
    const [plain, exact] = await found(this.path)
    if (this.#stopped) return
    const now = { plain, exact }
    const before = this.#found
    this.#found = now
    // A file that is missing from the beginning is reported, once.
    const changed = before ? TELLING.some((name) => before.exact[name] !== exact[name]) : exact.ino === 0n
    if (changed) this.#tell(now, before ?? now)
    this.#timer = setTimeout(() => this.#look(), this.interval)
  }

  /**
   * @param {any} now
   * @param {any} before
   */
  #tell (now, before) {
    const form = this.#bigint ? 'exact' : 'plain'
    // Emitted outside the promise, so that an error of a listener is an uncaught error.
    queueMicrotask(() => { if (!this.#stopped) this.emit('change', now[form], before[form]) })
  }
}

/**
 * Call `listener` whenever a file or its status changes, or the file appears or disappears.
 * @param {PathLike} filename
 * @param {any} options the listener, or `{ bigint, persistent, interval }`, the interval in milliseconds
 * @param {Listener} [listener]
 * @returns {StatWatcher} one for all listeners of a file
 */
export function watchFile (filename, options, listener) {
  const path = toPath(filename)
  const { bigint = false, interval = INTERVAL, persistent = true } = typeof options === 'function' ? {} : options ?? {}
  const told = callable(typeof options === 'object' && options ? listener : listener ?? options, 'listener')
  boolean(persistent, 'options.persistent')
  const watcher = watchers.get(path) ?? new StatWatcher(path, { bigint, interval: integer(interval, 'interval', 0, MAX_UINT32) })
  watchers.set(path, watcher)
  watcher.addListener('change', told)
  return watcher
}

/**
 * @param {PathLike} filename
 * @param {Listener} [listener] every one unless given
 */
export function unwatchFile (filename, listener) {
  const path = toPath(filename)
  const watcher = watchers.get(path)
  if (!watcher) return
  if (listener) watcher.removeListener('change', listener)
  else watcher.removeAllListeners('change')
  if (watcher.listenerCount('change')) return
  watcher.stop()
  watchers.delete(path)
}

/**
 * Return the status of a file, in numbers and in bigints; all fields are zero if there is no file.
 * @param {string} path
 * @returns {Promise<[AnyStats, any]>}
 */
async function found (path) {
  const described = stat(path)
  try {
    return await perform({ ...described, read: both })
  } catch {
    const time = { tv_sec: '0', tv_nsec: '0' }
    const zero = new Proxy({}, { get: (_target, name) => String(name).endsWith('tim') ? time : '0' })
    return both(zero)
  }
}

/**
 * @param {any} native
 * @returns {[AnyStats, AnyStats]}
 */
function both (native) {
  return [Stats.from(native), Stats.from(native, true)]
}
