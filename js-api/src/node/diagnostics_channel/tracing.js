import { Channel, channel } from './channel.js'

const EVENTS = /** @type {const} */ (['start', 'end', 'asyncStart', 'asyncEnd', 'error'])
/** @typedef {Record<typeof EVENTS[number], Channel>} Channels */

/** The five channels that tell of one action. */
export class TracingChannel {
  /** @param {string | Channels} nameOrChannels */
  constructor (nameOrChannels) {
    const all = /** @type {Channels} */ (typeof nameOrChannels === 'string'
      ? Object.fromEntries(EVENTS.map((event) => [event, channel(`tracing:${nameOrChannels}:${event}`)]))
      : nameOrChannels)
    this.start = all.start
    this.end = all.end
    this.asyncStart = all.asyncStart
    this.asyncEnd = all.asyncEnd
    this.error = all.error
  }

  get hasSubscribers () { return EVENTS.some((event) => this[event]?.hasSubscribers) }

  /** @param {any} handlers by event */
  subscribe (handlers) {
    for (const event of EVENTS) if (handlers[event]) this[event]?.subscribe(handlers[event])
  }

  /** @param {any} handlers by event */
  unsubscribe (handlers) {
    return EVENTS.filter((event) => handlers[event]).map((event) => this[event]?.unsubscribe(handlers[event])).every(Boolean)
  }

  /** @param {(...args: any[]) => any} fn @param {any} [context] @param {any} [self] @param {...any} args */
  traceSync (fn, context = {}, self = undefined, ...args) {
    return this.#traced(context, () => {
      context.result = Reflect.apply(fn, self, args)
      return context.result
    })
  }

  /** @param {(...args: any[]) => any} fn @param {any} [context] @param {any} [self] @param {...any} args */
  tracePromise (fn, context = {}, self = undefined, ...args) {
    const settled = (/** @type {string} */ key, /** @type {any} */ value) => {
      context[key] = value
      if (key === 'error') this.error.publish(context)
      this.asyncStart.publish(context)
      this.asyncEnd.publish(context)
    }
    return this.#traced(context, () => Promise.resolve(Reflect.apply(fn, self, args)).then(
      (value) => { settled('result', value); return value },
      (error) => { settled('error', error); throw error }
    ))
  }

  /** @param {(...args: any[]) => any} fn @param {number} [position] of the callback @param {any} [context] @param {any} [self] @param {...any} args */
  traceCallback (fn, position = -1, context = {}, self = undefined, ...args) {
    const at = position < 0 ? args.length + position : position
    const callback = args[at]
    args[at] = (/** @type {any} */ error, /** @type {any} */ result, /** @type {any[]} */ ...more) => {
      if (error) Object.assign(context, { error })
      else context.result = result
      if (error) this.error.publish(context)
      this.asyncStart.runStores(context, () => {
        try {
          return callback(error, result, ...more)
        } finally {
          this.asyncEnd.publish(context)
        }
      })
    }
    return this.#traced(context, () => Reflect.apply(fn, self, args))
  }

  /**
   * Run what is traced between `start` and `end`; what it throws is told of.
   * @param {any} context
   * @param {() => any} run
   */
  #traced (context, run) {
    return this.start.runStores(context, () => {
      try {
        return run()
      } catch (error) {
        context.error = error
        this.error.publish(context)
        throw error
      } finally {
        this.end.publish(context)
      }
    })
  }
}

/** @param {string | Channels} nameOrChannels */
export function tracingChannel (nameOrChannels) {
  return new TracingChannel(nameOrChannels)
}
