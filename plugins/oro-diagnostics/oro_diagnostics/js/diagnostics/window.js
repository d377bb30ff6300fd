/**
 * Calls of the page to its engine, measured while a channel has subscribers: `window.requestAnimationFrame`, `window.fetch`,
 * `window.XMLHttpRequest` and `window.Worker`, or `window.*` for all of them.
 * @module
 */

import { channel } from './channels.js'
import { CountMetric, Metric } from './metric.js'

const FRAMES = 60

/** Frames per second, over the last 60 of them. */
export class RequestAnimationFrameMetric extends Metric {
  /** @type {number[]} */
  #times = []
  #request = 0

  init () {
    this.#request = requestAnimationFrame((time) => this.#frame(time))
  }

  destroy () {
    cancelAnimationFrame(this.#request)
    this.#times = []
  }

  toJSON () {
    const gaps = this.#times.slice(1).map((time, index) => time - this.#times[index])
    const total = gaps.reduce((sum, gap) => sum + gap, 0)
    return { rate: total ? Math.round(1000 * gaps.length / total) : 0, longest: Math.max(0, ...gaps), samples: gaps.length }
  }

  /** @param {number} time in milliseconds */
  #frame (time) {
    this.#times = [...this.#times, time].slice(-FRAMES - 1)
    this.#request = requestAnimationFrame((next) => this.#frame(next))
    this.publish()
  }
}

/** Requests by `fetch()`; one has ended when its head is there. */
export class FetchMetric extends CountMetric {
  #native = globalThis.fetch

  init () {
    const native = this.#native = globalThis.fetch
    globalThis.fetch = async (...args) => {
      this.begin()
      try {
        const response = await native.apply(globalThis, args)
        this.end(true)
        return response
      } catch (error) {
        this.end(false)
        throw error
      }
    }
  }

  destroy () {
    globalThis.fetch = this.#native
  }
}

/** Requests by XMLHttpRequest. */
export class XMLHttpRequestMetric extends CountMetric {
  #native = globalThis.XMLHttpRequest?.prototype.send

  init () {
    const metric = this
    const native = this.#native = XMLHttpRequest.prototype.send
    XMLHttpRequest.prototype.send = function (...args) {
      metric.begin()
      this.addEventListener('loadend', () => metric.end(this.status !== 0), { once: true })
      return native.apply(this, args)
    }
  }

  destroy () {
    XMLHttpRequest.prototype.send = this.#native
  }
}

/** Workers that were started; one ends when it is terminated, or badly when its script fails. */
export class WorkerMetric extends CountMetric {
  #native = globalThis.Worker

  init () {
    const metric = this
    this.#native = globalThis.Worker
    globalThis.Worker = class Worker extends this.#native {
      #ended = false

      /** @param {ConstructorParameters<typeof globalThis.Worker>} args */
      constructor (...args) {
        super(...args)
        metric.begin()
        this.addEventListener('error', () => this.#end(false))
      }

      terminate () {
        super.terminate()
        this.#end(true)
      }

      /** @param {boolean} well */
      #end (well) {
        if (this.#ended) return
        this.#ended = true
        metric.end(well)
      }
    }
  }

  destroy () {
    globalThis.Worker = this.#native
  }
}

/** The metrics, by name; a worker has those its globals allow. */
export const metrics = Object.freeze({
  ...(globalThis.requestAnimationFrame === undefined ? {} : { requestAnimationFrame: new RequestAnimationFrameMetric('window.requestAnimationFrame') }),
  fetch: new FetchMetric('window.fetch'),
  XMLHttpRequest: new XMLHttpRequestMetric('window.XMLHttpRequest'),
  ...(globalThis.Worker === undefined ? {} : { Worker: new WorkerMetric('window.Worker') })
})

export default Object.freeze({ metrics, channel: channel('window') })
