/** Two small pictures: how long the loop's turns are, and how many calls there were. */

import { h } from 'oro:panel'
import { time } from './words.js'

/** Height of the curve’s labels, in pixels of its canvas. */
const LABEL = 24

/** Turns of the loop by their length, every bar four times as long as the one before. */
export class Spread {
  element = h('div.di-bars', { role: 'img' })

  /** @param {{ milliseconds: number, count: number }[]} steps */
  show (steps) {
    const bars = coarse(steps)
    const most = Math.log1p(Math.max(1, ...bars.map(({ count }) => count)))
    this.element.setAttribute('aria-label', bars.map(({ limit, count }) => `${count} up to ${time(limit)}`).join(', '))
    this.element.replaceChildren(...bars.map(({ limit, count }) => {
      const slow = limit > 16 ? '.slow' : ''
      const bar = h(`i${slow}`, { style: `height: ${count ? Math.max(3, 100 * Math.log1p(count) / most) : 0}%` })
      return h('div', { title: `${count.toLocaleString('en')} turns of at most ${time(limit)}` },
        h('div.di-bar', {}, bar), h('b', { textContent: short(count) }), h('span', { textContent: time(limit) }))
    }))
  }
}

/**
 * Join steps to bars, from 16 µs to what took longest, none left out between them.
 * @param {{ milliseconds: number, count: number }[]} steps
 */
function coarse (steps) {
  const longest = Math.max(4, ...steps.map(({ milliseconds }) => milliseconds))
  const bars = []
  for (let limit = 2 ** 14 / 1e6, low = 0; low < longest; low = limit, limit *= 4) {
    const count = steps.filter(({ milliseconds }) => milliseconds > low && milliseconds <= limit).reduce((sum, step) => sum + step.count, 0)
    bars.push({ limit, count })
  }
  return bars
}

/** Calls a second over the last minute. */
export class Curve {
  element = h('canvas.di-curve', { width: 720, height: 240, 'aria-hidden': 'true' })

  /**
   * @param {number[]} rates
   * @param {number} kept how many there are room for
   */
  show (rates, kept) {
    const { width, height } = this.element
    const pen = this.element.getContext('2d')
    const style = getComputedStyle(this.element)
    const most = roundAbove(Math.max(10, ...rates))
    const x = (/** @type {number} */ at) => width - 3 - (rates.length - 1 - at) * (width - 6) / (kept - 1)
    const y = (/** @type {number} */ rate) => height - 2 - rate / most * (height - 8 - LABEL)
    pen.clearRect(0, 0, width, height)
    pen.strokeStyle = style.getPropertyValue('--rule')
    pen.lineWidth = 2
    pen.fillStyle = style.getPropertyValue('--faint')
    pen.font = `${LABEL}px ${style.fontFamily}`
    for (const share of [0, 0.5, 1]) {
      const line = Math.round(y(share * most))
      pen.beginPath()
      pen.moveTo(0, line)
      pen.lineTo(width, line)
      pen.stroke()
      if (share) pen.fillText((share * most).toLocaleString('en'), 0, line - 8)
    }
    if (!rates.length) return
    pen.beginPath()
    rates.forEach((rate, at) => pen.lineTo(x(at), y(rate)))
    pen.strokeStyle = style.getPropertyValue('--gold')
    pen.lineWidth = 5
    pen.lineJoin = pen.lineCap = 'round'
    pen.stroke()
    pen.lineTo(x(rates.length - 1), height)
    pen.lineTo(x(0), height)
    pen.fillStyle = style.getPropertyValue('--tint')
    pen.fill()
  }
}

/**
 * Return the next of 1, 2, 5, 10, 20, …
 * @param {number} number
 */
function roundAbove (number) {
  const power = 10 ** Math.floor(Math.log10(number))
  return power * /** @type {number} */ ([1, 2, 5, 10].find((step) => step * power >= number))
}

/** @param {number} count */
function short (count) {
  if (!count) return ''
  return count < 1000 ? String(count) : count < 1e6 ? `${Number((count / 1000).toPrecision(3))}k` : `${Number((count / 1e6).toPrecision(3))}M`
}
