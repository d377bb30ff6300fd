/** Sheets of a PDF and parts of a page, as routes take them. */

/**
 * @typedef {object} PaperOptions
 * @property {string | { width: number, height: number }} [size] `A4` as long as nothing else is said, `Letter`, …, or mm
 * @property {number | { top?: number, right?: number, bottom?: number, left?: number }} [margins] mm; 10 unless said
 * @property {boolean} [landscape] the longer side lies
 * @property {boolean} [background] colours and pictures behind the text are painted, as they are unless it is `false`
 * @property {string} [pages] such as `1-3, 5`; all where it is left out
 *
 * @typedef {PaperOptions & { silent?: boolean, printer?: string, copies?: number }} PrintOptions
 * @typedef {{ x: number, y: number, width: number, height: number }} Rectangle
 */

const MARGIN = 10

/**
 * @param {PaperOptions} [options]
 * @returns {Record<string, any>} parameters of `window.pdf`
 */
export function paperOf ({ size = 'A4', margins = MARGIN, ...rest } = {}) {
  const all = typeof margins === 'number' ? margins : MARGIN
  const sides = { top: all, right: all, bottom: all, left: all, ...(typeof margins === 'number' ? {} : margins) }
  return { ...(typeof size === 'string' ? { size } : { width: size.width, height: size.height }), ...sides, ...rest }
}

/**
 * @param {Rectangle} [rect]
 * @returns {Record<string, any>} parameters of `window.capture`
 */
export function areaOf (rect) {
  if (rect === undefined) return {}
  const { x, y, width, height } = rect
  if (![x, y, width, height].every(Number.isFinite) || !(width > 0 && height > 0)) {
    throw new RangeError('Cannot take a picture: rect must have x, y, and a width and a height above 0')
  }
  return { x, y, width, height }
}
