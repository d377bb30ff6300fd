/** Elements that several of the app's own panels have. */

import { h } from 'oro:panel'

/**
 * A row of buttons of which one is pressed.
 * @param {string} label
 * @param {[any, string][]} choices value and text
 * @param {any} value the one pressed first
 * @param {(value: any) => void} changed
 */
export function segments (label, choices, value, changed) {
  const buttons = choices.map(([choice, text]) => h('button', {
    textContent: text,
    'aria-pressed': String(choice === value),
    onclick (event) {
      for (const button of buttons) button.setAttribute('aria-pressed', String(button === event.currentTarget))
      changed(choice)
    }
  }))
  return h('div.segments', { role: 'group', 'aria-label': label }, ...buttons)
}

/**
 * Named figures in a row; `set({ median: ['1.2', 'ms'] })` changes them.
 * @param {Record<string, string>} names
 */
export function figures (names) {
  const cells = Object.fromEntries(Object.keys(names).map((key) => [key, h('dd', { textContent: '–' })]))
  const element = h('dl.figures.card', {},
    ...Object.entries(names).map(([key, name]) => h('div', {}, h('dt', { textContent: name }), cells[key])))
  const set = (values) => {
    for (const [key, [figure, unit = '']] of Object.entries(values)) {
      cells[key].replaceChildren(figure, h('small', { textContent: unit }))
    }
  }
  return { element, set }
}

const units = ['B', 'KB', 'MB', 'GB']

/** @param {number} count bytes */
export function bytes (count) {
  let step = 0
  while (count >= 1000 && step < units.length - 1) [count, step] = [count / 1000, step + 1]
  return `${count < 10 ? Number(count.toFixed(1)) : Math.round(count)} ${units[step]}`
}
