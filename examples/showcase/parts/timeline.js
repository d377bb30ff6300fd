/** When the pieces of a stream arrived: one lane each, time to the right. */

import { Picture } from './canvas.js'

const LEFT = 88
const RIGHT = 20
const LANE = 58
const AXIS = 26

/**
 * @typedef {object} Lane
 * @property {string} name
 * @property {string} colour a token of style.css
 * @property {number} expected seconds the stream should take
 * @property {number} interval seconds between pieces, as asked for
 * @property {number} began clock time, 0 before it ran
 * @property {number} ended clock time, 0 while it runs
 * @property {boolean} aborted
 * @property {number[]} arrivals seconds since it began
 */

export class Timeline {
  /** @param {Lane[]} lanes */
  constructor (lanes) {
    this.lanes = lanes
    const height = `${lanes.length * LANE + AXIS + 8}px`
    this.picture = new Picture(height, 'When the pieces of each stream arrived', (...args) => this.#draw(...args))
  }

  get element () {
    return this.picture.element
  }

  #draw (context, width, height) {
    const now = performance.now() / 1000
    const length = (lane) => lane.began ? (lane.ended || now) - lane.began : 0
    const span = Math.max(1, ...this.lanes.map((lane) => Math.max(lane.expected, length(lane)))) * 1.02
    const x = (seconds) => LEFT + (width - LEFT - RIGHT) * seconds / span
    this.#axis(context, x, span, height - AXIS)
    this.lanes.forEach((lane, index) => this.#lane(context, lane, x, index * LANE + LANE / 2 + 4, length(lane)))
    if (this.lanes.some((lane) => lane.began && !lane.ended)) this.picture.refresh()
  }

  #axis (context, x, span, y) {
    const step = [0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60].find((size) => span / size <= 10) ?? 60
    context.font = this.picture.font(11)
    context.textAlign = 'center'
    context.textBaseline = 'top'
    for (let at = 0; at <= span; at += step) {
      context.fillStyle = this.picture.colour('line')
      context.fillRect(Math.round(x(at)), 4, 1, y - 4)
      context.fillStyle = this.picture.colour('faint')
      context.fillText(`${Number(at.toFixed(1))} s`, x(at), y + 8)
    }
  }

  #lane (context, lane, x, y, length) {
    const colour = this.picture.colour(lane.colour)
    context.textAlign = 'right'
    context.textBaseline = 'middle'
    context.font = `500 ${this.picture.font(12.5)}`
    context.fillStyle = this.picture.colour('muted')
    context.fillText(lane.name, LEFT - 18, y)
    context.fillStyle = this.picture.colour('line-strong')
    context.fillRect(x(0), y, x(lane.expected) - x(0), 1)
    context.fillStyle = colour
    context.fillRect(x(0), y - 1, x(length) - x(0), 2)
    context.globalAlpha = 0.8
    for (const arrival of lane.arrivals) this.#piece(context, x(arrival), y)
    context.globalAlpha = 1
    if (lane.aborted) this.#cross(context, x(length), y)
    else if (lane.began && !lane.ended) this.#head(context, x(length), y)
  }

  #piece (context, x, y) {
    context.beginPath()
    context.roundRect(x - 1.75, y - 12, 3.5, 24, 1.75)
    context.fill()
  }

  #head (context, x, y) {
    context.beginPath()
    context.arc(x, y + 0.5, 4, 0, 7)
    context.fill()
  }

  #cross (context, x, y) {
    context.strokeStyle = this.picture.colour('red')
    context.lineWidth = 2
    context.beginPath()
    context.moveTo(x - 5, y - 5)
    context.lineTo(x + 5, y + 5)
    context.moveTo(x + 5, y - 5)
    context.lineTo(x - 5, y + 5)
    context.stroke()
  }
}
