/** Making elements without a framework. */

/**
 * `h('button.primary', { onclick }, 'Save')`. Properties are set as properties; what has a dash in its
 * name, and `role`, is set as an attribute.
 * @param {string} selector tag and classes
 * @param {Record<string, any>} [properties]
 * @param {...(Node | string | null)} children
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
  element.append(...children.filter((child) => child !== null))
  return element
}

/**
 * @param {string} path data of a path in a box of 16 × 16
 * @returns {Element}
 */
export function icon (path) {
  const template = document.createElement('template')
  template.innerHTML = `<svg viewBox="0 0 16 16" aria-hidden="true"><path d="${path}"/></svg>`
  return /** @type {Element} */ (template.content.firstElementChild)
}
