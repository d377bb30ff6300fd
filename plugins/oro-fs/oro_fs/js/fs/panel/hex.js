/** The bytes of any file, a page at a time. */

import { h } from 'oro:panel'
import { read } from './disk.js'
import { hex } from './names.js'

const PAGE = 4096
/** Below this many px only half a line of 16 bytes fits. */
const NARROW = 620

/**
 * @param {import('./disk.js').Entry} entry
 * @param {import('./disk.js').Facts} facts
 * @param {(error: Error) => void} failed
 * @returns {Promise<HTMLElement>}
 */
export async function hexView ({ path }, { size }, failed) {
  const last = Math.max(0, Math.floor((size - 1) / PAGE) * PAGE)
  const width = Math.max(8, hex(size, 0).length)
  const lines = h('pre.fs-hex', { tabIndex: 0, 'aria-label': 'Bytes' })
  const field = h('input.field', { type: 'text', 'aria-label': 'Offset, hexadecimal', onchange: () => go(parseInt(field.value, 16)) })
  field.style.cssText = 'height: 26px; width: 8.5em; font-family: var(--code)'
  const jump = (/** @type {string} */ text, /** @type {string} */ label, /** @type {() => number} */ where) =>
    h('button.quiet', { textContent: text, 'aria-label': label, title: label, onclick: () => go(where()) })
  const bar = h('div.fs-foot', {}, field,
    jump('«', 'First page', () => 0), jump('‹', 'Page before', () => at - PAGE),
    jump('›', 'Next page', () => at + PAGE), jump('»', 'Last page', () => last))
  let at = 0
  let line = 16
  /** @type {Uint8Array} */
  let shown = new Uint8Array()
  const draw = () => lines.replaceChildren(...rows(shown, at, width, line))
  new ResizeObserver(([{ contentRect }]) => {
    const fits = contentRect.width < NARROW ? 8 : 16
    if (fits === line) return
    line = fits
    draw()
  }).observe(lines)

  /** @param {number} offset */
  async function go (offset) {
    at = Math.min(last, Math.max(0, Math.floor((offset || 0) / PAGE) * PAGE))
    field.value = hex(at, width)
    try {
      shown = await read(path, at, PAGE)
      draw()
      lines.scrollTop = 0
    } catch (error) {
      failed(/** @type {Error} */ (error))
    }
  }

  await go(0)
  const element = h('div.fs-view', {}, lines, bar)
  element.go = go
  return element
}

/**
 * @param {Uint8Array} bytes
 * @param {number} offset of the first
 * @param {number} width of an offset, in digits
 * @param {number} length of a line, in bytes
 * @returns {Iterable<Node | string>}
 */
function * rows (bytes, offset, width, length) {
  for (let at = 0; at < bytes.length; at += length) {
    const line = bytes.subarray(at, at + length)
    yield h('i', { textContent: `${hex(offset + at, width)}  ` })
    yield `${Array.from(line, (byte, index) => hex(byte, 2) + (index === 7 ? '  ' : ' ')).join('').padEnd(length * 3 + 2)} `
    yield h('b', { textContent: Array.from(line, (byte) => byte > 31 && byte < 127 ? String.fromCharCode(byte) : '·').join('') })
    yield '\n'
  }
}
