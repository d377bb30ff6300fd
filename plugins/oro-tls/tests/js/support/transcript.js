/** What sockets and servers tell, written down so that two runs can be compared. */

const EVENTS = new Set([
  'lookup', 'connectionAttempt', 'connectionAttemptFailed', 'connectionAttemptTimeout', 'connect', 'ready', 'data',
  'end', 'timeout', 'error', 'close', 'pause', 'resume', 'listening', 'connection', 'drop', 'secure', 'secureConnect',
  'secureConnection', 'tlsClientError'
])

/** What one direction tells has no order towards the other. */
const WRITING = new Set(['drain', 'finish'])

/** Lines by the name of who told them: between two sockets there is no order that holds. */
export class Transcript {
  /** @type {Record<string, any[]>} */
  lines = {}

  /**
   * @param {string} name
   * @param {...any} values
   */
  log (name, ...values) {
    (this.lines[name] ??= []).push(values.map((value) => plain(value)))
  }

  /**
   * Write down what an emitter emits; bytes that come one after another are one line.
   * @template E
   * @param {string} name
   * @param {E} emitter
   * @returns {E}
   */
  watch (name, emitter) {
    const watched = /** @type {any} */ (emitter)
    const { emit } = watched
    watched.emit = (/** @type {string} */ event, /** @type {any[]} */ ...args) => {
      if (event === 'data') this.#bytes(name, args[0])
      else if (WRITING.has(event)) this.log(`${name}, writing`, event)
      else if (EVENTS.has(event)) this.log(name, event, ...(event === 'secureConnect' ? [] : args))
      return emit.call(watched, event, ...args)
    }
    return emitter
  }

  /**
   * @param {string} name
   * @param {any} bytes
   */
  #bytes (name, bytes) {
    const lines = this.lines[name] ??= []
    const last = lines.at(-1)
    if (last?.[0] === 'data') last[1] += String(bytes)
    else lines.push(['data', String(bytes)])
  }
}

/**
 * A value as it can be compared: ports, which differ from run to run, by that word.
 * @param {any} value
 * @returns {any}
 */
export function plain (value) {
  if (value === undefined) return 'undefined'
  if (typeof value === 'number') return value > 1024 && value < 65536 ? 'port' : value
  if (typeof value === 'string') return value.replace(/:\d{4,5}\b/g, ':port')
  if (value === null || typeof value !== 'object') return typeof value === 'function' ? 'function' : value
  if (value instanceof Error) return errorOf(value)
  if (ArrayBuffer.isView(value)) return `bytes ${value.byteLength}`
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value.on === 'function') return value.constructor.name
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, plain(item)]))
}

/** @param {any} error */
function errorOf (error) {
  const { name, code, errno, syscall, address, port, message, hostname, errors, localAddress, host, reason } = error
  const members = { name, code, errno, syscall, address, port, message, hostname, localAddress, host, reason, errors }
  return Object.fromEntries(Object.entries(members).filter(([, item]) => item !== undefined).map(([key, item]) => [key, plain(item)]))
}
