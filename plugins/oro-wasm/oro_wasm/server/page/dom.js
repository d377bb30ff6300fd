/**
 * Elements of the panel.
 * @module
 */

/**
 * Make an element.
 * @param {string} tag
 * @param {Record<string, unknown>} [members] properties of the element; those with a hyphen are attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function h (tag, members = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(members)) {
    if (name.includes('-') || name === 'for') element.setAttribute(name, String(value))
    else Reflect.set(element, name, value)
  }
  element.append(...children)
  return element
}

/** @param {string} id @returns {HTMLElement} an element of the page */
export function byId (id) {
  const found = document.getElementById(id)
  if (!found) throw new Error(`Cannot find element "${id}"`)
  return found
}

/** @param {string} id @returns {HTMLInputElement} */
export function inputById (id) {
  return /** @type {HTMLInputElement} */ (byId(id))
}

/** @param {number} size @returns {string} bytes as people read them */
export function bytes (size) {
  if (size < 1000) return `${size} B`
  return size < 1e6 ? `${(size / 1000).toFixed(1)} kB` : `${(size / 1e6).toFixed(1)} MB`
}
