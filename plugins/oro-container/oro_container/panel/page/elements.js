/**
 * Elements of the panel.
 * @module
 */

/**
 * Make an element.
 * @param {string} tag
 * @param {Record<string, unknown>} [members] properties of the element; those with a hyphen, and `role`, are attributes
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function h (tag, members = {}, ...children) {
  const element = document.createElement(tag)
  for (const [name, value] of Object.entries(members)) {
    if (name.includes('-') || name === 'role') element.setAttribute(name, String(value))
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
export const inputById = (id) => /** @type {HTMLInputElement} */ (byId(id))

/** @param {string} id @returns {HTMLButtonElement} */
export const buttonById = (id) => /** @type {HTMLButtonElement} */ (byId(id))

/** @param {string} id @returns {HTMLSelectElement} */
export const selectById = (id) => /** @type {HTMLSelectElement} */ (byId(id))

/** @param {unknown} error @returns {string} */
export const messageOf = (error) => error instanceof Error ? error.message : String(error)
