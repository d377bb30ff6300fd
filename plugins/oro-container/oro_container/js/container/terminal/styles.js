/** @typedef {{ fg: string, bg: string, bold: boolean, dim: boolean, italic: boolean, underline: boolean, inverse: boolean, strike: boolean }} Style colours are `0` to `255`, `#rrggbb`, or empty */

/** @type {Style} */
const PLAIN = { fg: '', bg: '', bold: false, dim: false, italic: false, underline: false, inverse: false, strike: false }
const STEPS = [0, 95, 135, 175, 215, 255]

/** The styles that a terminal's characters have, by number; 0 is the plain one. */
export class Styles {
  /** @type {Style[]} */
  #all = [PLAIN]
  /** @type {Map<string, number>} */
  #known = new Map([[JSON.stringify(PLAIN), 0]])

  /** @param {number} number @returns {Style} */
  of (number) {
    return this.#all[number]
  }

  /** The number of a style after the parameters of `SGR`. @param {number} before @param {number[]} parameters */
  after (before, parameters) {
    return this.#number(changed(this.#all[before], parameters.length ? parameters : [0]))
  }

  /** The number of a style of which the background alone is left, which erased parts have. @param {number} number */
  background (number) {
    return this.#number({ ...PLAIN, bg: this.#all[number].bg })
  }

  /** @param {Style} style */
  #number (style) {
    const key = JSON.stringify(style)
    let found = this.#known.get(key)
    if (found === undefined) this.#known.set(key, found = this.#all.push(style) - 1)
    return found
  }
}

/** @param {Style} style @param {number[]} parameters @returns {Style} */
function changed (style, parameters) {
  let next = { ...style }
  for (let at = 0; at < parameters.length; at++) {
    const code = parameters[at]
    if (code === 38 || code === 48) {
      const [colour, taken] = extended(parameters, at + 1)
      next[code === 38 ? 'fg' : 'bg'] = colour
      at += taken
    } else next = one(next, code)
  }
  return next
}

/** @param {number[]} parameters @param {number} at @returns {[colour: string, taken: number]} */
function extended (parameters, at) {
  if (parameters[at] === 5) return [String((parameters[at + 1] ?? 0) & 255), 2]
  if (parameters[at] !== 2) return ['', 0]
  return [hex(parameters.slice(at + 1, at + 4).map((each) => each & 255)), 4]
}

/** @param {Style} style @param {number} code @returns {Style} */
function one (style, code) {
  if (code >= 30 && code <= 37) return { ...style, fg: String(code - 30) }
  if (code >= 40 && code <= 47) return { ...style, bg: String(code - 40) }
  if (code >= 90 && code <= 97) return { ...style, fg: String(code - 82) }
  if (code >= 100 && code <= 107) return { ...style, bg: String(code - 92) }
  return { ...style, ...CODES[code] }
}

/** @type {Record<number, Partial<Style>>} */
const CODES = {
  0: PLAIN,
  1: { bold: true },
  2: { dim: true },
  3: { italic: true },
  4: { underline: true },
  7: { inverse: true },
  9: { strike: true },
  22: { bold: false, dim: false },
  23: { italic: false },
  24: { underline: false },
  27: { inverse: false },
  29: { strike: false },
  39: { fg: '' },
  49: { bg: '' }
}

/** @param {string} colour @returns {string} as CSS has it; the first 16 are those of the page's theme */
export function css (colour) {
  if (colour.startsWith('#')) return colour
  const number = Number(colour)
  if (number < 16) return `var(--terminal-${number})`
  if (number >= 232) return hex(Array(3).fill(8 + 10 * (number - 232)))
  const cube = number - 16
  return hex([STEPS[Math.floor(cube / 36)], STEPS[Math.floor(cube / 6) % 6], STEPS[cube % 6]])
}

/** @param {number[]} parts */
function hex (parts) {
  return `#${[0, 1, 2].map((index) => (parts[index] ?? 0).toString(16).padStart(2, '0')).join('')}`
}
