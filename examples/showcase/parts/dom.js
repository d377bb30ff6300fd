/** Making elements without a framework. */

/**
 * Make an element: `h('button.primary', { onclick }, 'Start')`. Properties are set as properties; what has
 * a dash in its name, and `role`, is set as an attribute.
 * @param {string} selector tag and classes
 * @param {Record<string, any>} [properties]
 * @param {...(Node | string | number | null | undefined)} children
 * @returns {any}
 */
export function h (selector, properties = {}, ...children) {
  const [tag, ...classes] = selector.split('.')
  const element = document.createElement(tag)
  element.classList.add(...classes)
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes('-') || name === 'role') element.setAttribute(name, value)
    else element[name] = value
  }
  element.append(...children.filter((child) => child !== null && child !== undefined))
  return element
}

/**
 * An element from the text of an SVG that this app or one of its plugins wrote.
 * @param {string} text
 * @returns {SVGElement}
 */
export function svg (text) {
  const template = document.createElement('template')
  template.innerHTML = text.trim()
  const element = template.content.firstElementChild
  element.setAttribute('aria-hidden', 'true')
  return element
}

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
 * A drop-down list.
 * @param {string} label
 * @param {[any, string][]} choices value and text
 * @param {any} value
 * @param {(value: any) => void} changed
 */
export function dropdown (label, choices, value, changed) {
  const options = choices.map(([choice, text]) => h('option', { textContent: text, selected: choice === value }))
  const select = h('select', { onchange: () => changed(choices[select.selectedIndex][0]) }, ...options)
  return h('label.choice', {}, label, select)
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
