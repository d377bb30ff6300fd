/** Drawing numbers as they come, in the colours of the app. */

const TOP = 10
const BOTTOM = 8
const LEFT = 62

/** @typedef {{ values: number[], colour: string, filled?: boolean }} Lane `colour` is a custom property */

/** A canvas whose scale follows the drawn values. */
export class Chart {
  #ceiling = 0

  /**
   * @param {HTMLCanvasElement} canvas
   * @param {string} unit
   * @param {number} fewest values it has room for
   */
  constructor (canvas, unit, fewest) {
    this.canvas = canvas
    this.unit = unit
    this.fewest = fewest
  }

  /** @param {Lane[]} lanes */
  draw (lanes) {
    const { canvas } = this
    const [width, height] = [canvas.clientWidth, canvas.clientHeight]
    const pen = canvas.getContext('2d')
    if (!pen || !width) return
    fit(canvas, pen, width, height)
    const style = getComputedStyle(canvas)
    const target = ceiling(Math.max(...lanes.map(({ values }) => high(values))))
    const span = Math.max(this.fewest, ...lanes.map(({ values }) => values.length))
    this.#ceiling = this.#ceiling ? this.#ceiling + (target - this.#ceiling) * 0.35 : target
    const y = (/** @type {number} */ value) => height - BOTTOM - Math.min(value / this.#ceiling, 1.03) * (height - TOP - BOTTOM)
    const x = (/** @type {number} */ at) => LEFT + at * (width - LEFT - 4) / (span - 1)
    this.#grid(pen, style, width, y, target)
    for (const lane of lanes) trace(pen, lane, style.getPropertyValue(lane.colour), x, y)
  }

  /**
   * @param {CanvasRenderingContext2D} pen
   * @param {CSSStyleDeclaration} style
   * @param {number} width
   * @param {(value: number) => number} y
   * @param {number} target
   */
  #grid (pen, style, width, y, target) {
    pen.font = `11px ${style.fontFamily}`
    pen.textAlign = 'right'
    pen.textBaseline = 'middle'
    for (let step = 0; step <= 2; step++) {
      const line = Math.round(y(target * step / 2))
      pen.fillStyle = style.getPropertyValue('--rule')
      pen.fillRect(LEFT, line, width - LEFT, 1)
      pen.fillStyle = style.getPropertyValue('--pale')
      pen.fillText(step ? `${Number((target * step / 2).toPrecision(3))} ${this.unit}` : '0', LEFT - 8, line)
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Lane} lane
 * @param {string} colour
 * @param {(at: number) => number} x
 * @param {(value: number) => number} y
 */
function trace (pen, { values, filled }, colour, x, y) {
  if (!values.length) return
  pen.fillStyle = pen.strokeStyle = colour
  pen.lineWidth = 2
  pen.lineJoin = 'round'
  if (!filled) dots(pen, values, x, y)
  pen.beginPath()
  values.forEach((_, at) => pen.lineTo(x(at), y(filled ? values[at] : median(values.slice(Math.max(0, at - 12), at + 1)))))
  pen.stroke()
  if (!filled) return
  pen.lineTo(x(values.length - 1), y(0))
  pen.lineTo(x(0), y(0))
  pen.globalAlpha = 0.14
  pen.fill()
  pen.globalAlpha = 1
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {number[]} values
 * @param {(at: number) => number} x
 * @param {(value: number) => number} y
 */
function dots (pen, values, x, y) {
  pen.globalAlpha = 0.3
  values.forEach((value, at) => {
    pen.beginPath()
    pen.arc(x(at), y(value), 1.7, 0, 7)
    pen.fill()
  })
  pen.globalAlpha = 1
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {CanvasRenderingContext2D} pen
 * @param {number} width
 * @param {number} height
 */
function fit (canvas, pen, width, height) {
  const scale = devicePixelRatio || 1
  if (canvas.width !== Math.round(width * scale) || canvas.height !== Math.round(height * scale)) {
    canvas.width = Math.round(width * scale)
    canvas.height = Math.round(height * scale)
  }
  pen.setTransform(scale, 0, 0, scale, 0, 0)
  pen.clearRect(0, 0, width, height)
}

/** @param {number[]} values */
function median (values) {
  return values.sort((a, b) => a - b)[values.length >> 1]
}

/** Return the top of the scale: 1.25 times the 95th percentile. @param {number[]} values */
function high (values) {
  const sorted = [...values].sort((a, b) => a - b)
  return (sorted[Math.floor(sorted.length * 0.95)] ?? 0) * 1.25
}

/** The next round number. @param {number} value */
function ceiling (value) {
  if (!(value > 0)) return 1
  const power = 10 ** Math.floor(Math.log10(value))
  return ([1, 2, 4, 6, 8].find((step) => step * power >= value) ?? 10) * power
}
