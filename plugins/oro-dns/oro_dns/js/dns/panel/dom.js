/** Making elements without a framework. */

/**
 * `h('button.primary', { onclick }, 'Start')`. Properties are set as properties; what has a dash in its name, and
 * `role`, is set as an attribute.
 * @param {string} selector tag and classes
 * @param {Record<string, any>} [properties]
 * @param {...(Node | string)} children
 * @returns {any}
 */
export function h (selector, properties = {}, ...children) {
  const [tag, ...classes] = selector.split('.')
  const element = document.createElement(tag)
  element.classList.add(...classes)
  for (const [name, value] of Object.entries(properties)) {
    if (name.includes('-') || name === 'role') element.setAttribute(name, value)
    else Object.assign(element, { [name]: value })
  }
  element.append(...children)
  return element
}

/**
 * A drop-down list.
 * @param {string} label
 * @param {[value: string, text: string][]} choices
 * @param {string} value
 * @param {(value: string) => void} changed
 */
export function choice (label, choices, value, changed) {
  const select = h('select', { onchange: () => changed(choices[select.selectedIndex][0]) },
    ...choices.map(([each, text]) => h('option', { textContent: text, selected: each === value })))
  return h('label.dn-choice', {}, label, select)
}
