/** A canvas as sharp as the screen, in the colours of the page, drawn at most once a frame. */

export class Picture {
  #scheduled = false
  #context
  #draw

  /**
   * @param {string} height in CSS
   * @param {string} label what a person who cannot see it is told
   * @param {(context: CanvasRenderingContext2D, width: number, height: number) => void} draw
   */
  constructor (height, label, draw) {
    this.element = document.createElement('canvas')
    this.element.setAttribute('role', 'img')
    this.element.setAttribute('aria-label', label)
    this.element.style.height = height
    this.#context = this.element.getContext('2d')
    this.#draw = draw
    new ResizeObserver(() => this.#fit()).observe(this.element)
    matchMedia('(prefers-color-scheme: dark)').addEventListener('change', () => this.refresh())
  }

  /** Draw with the next frame. */
  refresh () {
    if (this.#scheduled) return
    this.#scheduled = true
    requestAnimationFrame(() => {
      this.#scheduled = false
      this.#paint()
    })
  }

  /**
   * @param {string} name of a token in style.css, without its dashes
   * @returns {string}
   */
  colour (name) {
    return getComputedStyle(this.element).getPropertyValue(`--${name}`).trim()
  }

  /** @param {number} size in px */
  font (size) {
    return `${size}px ${getComputedStyle(this.element).fontFamily}`
  }

  #fit () {
    const { clientWidth, clientHeight } = this.element
    const scale = devicePixelRatio
    this.element.width = Math.round(clientWidth * scale)
    this.element.height = Math.round(clientHeight * scale)
    this.#paint()
  }

  #paint () {
    const { clientWidth, clientHeight } = this.element
    if (!clientWidth) return
    const scale = this.element.width / clientWidth
    this.#context.setTransform(scale, 0, 0, scale, 0, 0)
    this.#context.clearRect(0, 0, clientWidth, clientHeight)
    this.#draw(this.#context, clientWidth, clientHeight)
  }
}

/**
 * The next number above that looks good on an axis.
 * @param {number} value
 */
export function niceCeiling (value) {
  const power = 10 ** Math.floor(Math.log10(value))
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].find((step) => step * power >= value * 0.999) * power
}
