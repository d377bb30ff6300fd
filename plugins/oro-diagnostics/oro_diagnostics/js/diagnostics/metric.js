import { channel } from './channels.js'

/** A metric that is measured only while its channel has subscribers. */
export class Metric {
  #begun = false

  /** @param {string} name of its channel */
  constructor (name) {
    this.channel = channel(name)
    this.channel.addEventListener('subscribed', () => this.#look())
    this.channel.addEventListener('unsubscribed', () => this.#look())
    this.#look()
  }

  /** Whether it is measuring. */
  get isActive () {
    return this.#begun
  }

  /** Begin to measure; overridden. */
  init () {}

  /** Stop, and leave no trace; overridden. */
  destroy () {}

  /**
   * The present values; overridden.
   * @returns {Record<string, any>}
   */
  toJSON () {
    return {}
  }

  /** Tell everyone who hears what is known now. */
  publish () {
    this.channel.publish(this.toJSON())
  }

  #look () {
    const wanted = this.channel.hasSubscribers
    if (wanted === this.#begun) return
    this.#begun = wanted
    if (wanted) this.init()
    else this.destroy()
  }
}

/** Counts uses of a global: how many were begun, are going on, ended well and ended badly. */
export class CountMetric extends Metric {
  /** How many uses were begun. */
  total = 0
  /** How many are going on. */
  active = 0
  /** How many ended well. */
  succeeded = 0
  /** How many ended badly. */
  failed = 0

  /** One more use has begun. */
  begin () {
    this.total++
    this.active++
    this.publish()
  }

  /** @param {boolean} well */
  end (well) {
    this.active--
    if (well) this.succeeded++
    else this.failed++
    this.publish()
  }

  toJSON () {
    const { total, active, succeeded, failed } = this
    return { total, active, succeeded, failed }
  }
}
