/** The times of the last calls: a dot each, the running median, the 95th percentile, and how they spread. */

import { Picture, niceCeiling } from './canvas.js'

const SHOWN = 400
const FEWEST = 120
const SPREAD = 84
const BINS = 36
const LEFT = 58
const TOP = 14
const BOTTOM = 14

export class Plot {
  /** @type {number[]} */
  #times = []
  #ceiling = 1

  constructor () {
    this.picture = new Picture('100%', 'Round-trip times of the last calls', (...args) => this.#draw(...args))
  }

  get element () {
    return this.picture.element
  }

  clear () {
    this.#times = []
    this.picture.refresh()
  }

  /** @param {number} milliseconds */
  add (milliseconds) {
    this.#times.push(milliseconds)
    if (this.#times.length > SHOWN) this.#times.shift()
    this.picture.refresh()
  }

  /**
   * @param {CanvasRenderingContext2D} context
   * @param {number} width
   * @param {number} height
   */
  #draw (context, width, height) {
    const right = width - SPREAD - 16
    const bottom = height - BOTTOM
    const sorted = Float64Array.from(this.#times).sort()
    const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
    const target = niceCeiling(Math.max(at(0.95) * 1.5, 0.1))
    this.#ceiling += (target - this.#ceiling) * 0.2
    if (Math.abs(target - this.#ceiling) > target * 0.01) this.picture.refresh()
    else this.#ceiling = target
    const y = (ms) => bottom - Math.min(ms / this.#ceiling, 1.02) * (bottom - TOP)
    const span = Math.max(FEWEST, this.#times.length) - 1
    const x = (index) => LEFT + index * (right - LEFT) / span
    this.#grid(context, width, y, target)
    if (sorted.length === 0) return this.#empty(context, (LEFT + right) / 2, height / 2)
    this.#dots(context, x, y)
    this.#spread(context, right + 16, y)
    this.#line(context, x, y)
    this.#mark(context, right, y(at(0.95)))
  }

  #grid (context, width, y, target) {
    context.font = this.picture.font(11)
    context.textAlign = 'right'
    context.textBaseline = 'middle'
    for (let step = 0; step <= 4; step++) {
      const value = target * step / 4
      const line = Math.round(y(value)) + 0.5
      context.fillStyle = this.picture.colour('line')
      context.fillRect(LEFT, line - 0.5, width - LEFT, 1)
      context.fillStyle = this.picture.colour('faint')
      context.fillText(step ? `${Number(value.toPrecision(3))} ms` : '0', LEFT - 10, line)
    }
  }

  #empty (context, x, y) {
    context.textAlign = 'center'
    context.font = this.picture.font(13)
    context.fillStyle = this.picture.colour('faint')
    context.clearRect(x - 130, y - 14, 260, 28)
    context.fillText('Press Start to call the host', x, y)
  }

  #dots (context, x, y) {
    context.fillStyle = this.picture.colour('blue')
    context.globalAlpha = 0.45
    this.#times.forEach((time, index) => {
      context.beginPath()
      context.arc(x(index), y(time), 1.9, 0, 7)
      context.fill()
    })
    context.globalAlpha = 1
  }

  #line (context, x, y) {
    context.strokeStyle = this.picture.colour('accent')
    context.lineWidth = 2
    context.lineJoin = 'round'
    context.beginPath()
    this.#times.forEach((_, index) => {
      const near = this.#times.slice(Math.max(0, index - 20), index + 1).sort((a, b) => a - b)
      context.lineTo(x(index), y(near[near.length >> 1]))
    })
    context.stroke()
  }

  #mark (context, right, y) {
    context.strokeStyle = this.picture.colour('muted')
    context.lineWidth = 1
    context.setLineDash([4, 4])
    context.beginPath()
    context.moveTo(LEFT, Math.round(y) + 0.5)
    context.lineTo(right, Math.round(y) + 0.5)
    context.stroke()
    context.setLineDash([])
    context.fillStyle = this.picture.colour('muted')
    context.textAlign = 'left'
    context.textBaseline = 'bottom'
    context.fillText('p95', LEFT + 6, y - 3)
  }

  #spread (context, left, y) {
    const counts = new Array(BINS).fill(0)
    for (const time of this.#times) counts[Math.min(BINS - 1, Math.floor(time / this.#ceiling * BINS))]++
    const most = Math.max(...counts)
    context.fillStyle = this.picture.colour('blue')
    context.globalAlpha = 0.55
    counts.forEach((count, bin) => {
      const low = y(this.#ceiling * bin / BINS)
      const high = y(this.#ceiling * (bin + 1) / BINS)
      if (count) context.fillRect(left, high + 0.5, Math.max(1.5, SPREAD * count / most), low - high - 1)
    })
    context.globalAlpha = 1
  }
}
