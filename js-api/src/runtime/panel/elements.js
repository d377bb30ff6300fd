/** Elements, and style sheets of the document. */

/** @type {Set<string>} */
const added = new Set()

/**
 * Make an element: `h('button.primary', { onclick }, 'Start')`. Properties are set as properties; what has a dash in
 * its name, and `role`, is set as an attribute.
 * @param {string} selector tag and classes
 * @param {Record<string, any>} [properties]
 * @param {...(Node | string | number | null | undefined)} children null and undefined are left out
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
  element.append(...children.filter((child) => child !== null && child !== undefined).map(asNode))
  return element
}

/** @param {any} child */
function asNode (child) {
  return child instanceof Node ? child : String(child)
}

/**
 * Make an element of the text of an SVG; only of text that a module wrote.
 * @param {string} text
 * @returns {Element}
 */
export function svg (text) {
  const template = document.createElement('template')
  template.innerHTML = text.trim()
  const element = /** @type {Element} */ (template.content.firstElementChild)
  element.setAttribute('aria-hidden', 'true')
  return element
}

/**
 * Add a style sheet to the document, once however often it is asked for.
 * @param {string} text
 */
export function addStyle (text) {
  if (added.has(text)) return
  added.add(text)
  const sheet = new CSSStyleSheet()
  sheet.replaceSync(text)
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]
}
