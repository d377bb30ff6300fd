/** What happened, written down so that two runs can be compared. */

/** Lines by the name of who told them: between two ends of a connection there is no order that holds. */
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
   * Write down the named events of an emitter as they come.
   * @template E
   * @param {string} name
   * @param {E} emitter
   * @param {string[]} events
   * @returns {E}
   */
  watch (name, emitter, events) {
    for (const event of events) {
      /** @type {any} */ (emitter).on(event, (/** @type {any[]} */ ...args) => this.log(name, event, ...args.filter((arg) => arg instanceof Error || typeof arg !== 'object')))
    }
    return emitter
  }
}

/**
 * A value as it can be compared: ports and dates, which differ from run to run, by those words.
 * @param {any} value
 * @returns {any}
 */
export function plain (value) {
  if (value === undefined) return 'undefined'
  if (typeof value === 'string') return value.replace(/:\d{4,5}\b/g, ':port').replace(/\w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT/g, 'date')
  if (value === null || typeof value !== 'object') return typeof value === 'function' ? 'function' : value
  if (value instanceof Error) return [value.name, /** @type {any} */ (value).code ?? '', plain(value.message)]
  if (ArrayBuffer.isView(value)) return `bytes ${value.byteLength}`
  if (Array.isArray(value)) return value.map(plain)
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}
