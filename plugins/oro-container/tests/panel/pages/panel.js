/** The panel as tests look at it. */

/** @param {string} selector */
export const shown = (selector) => document.querySelector(selector)

/** @param {string} selector @param {string} text @returns {HTMLElement | undefined} the element with that text */
export const named = (selector, text) => [...document.querySelectorAll(selector)].find((each) => each.textContent.includes(text))

/** What the terminal or log in view shows. */
export const written = () => shown('#terminals > :not([hidden])').innerText

/** @param {string} text is typed into the terminal in view */
export function type (text) {
  const field = shown('#terminals > :not([hidden]) textarea')
  field.value = text
  field.dispatchEvent(new InputEvent('input'))
}

/** @param {string} key is pressed in the terminal in view @param {KeyboardEventInit} [held] */
export function press (key, held = {}) {
  shown('#terminals > :not([hidden]) textarea').dispatchEvent(new KeyboardEvent('keydown', { key, ...held, cancelable: true, bubbles: true }))
}

/**
 * Wait until something is true of the panel.
 * @param {() => unknown} check
 * @returns {Promise<void>}
 */
export const until = (check) => new Promise((resolve, reject) => {
  const late = setTimeout(() => reject(new Error(`waited in vain for ${check}: ${document.body.innerText}`)), 60_000)
  const look = () => {
    if (!check()) return
    observer.disconnect()
    clearTimeout(late)
    resolve(undefined)
  }
  const observer = new MutationObserver(look)
  observer.observe(document.documentElement, { subtree: true, childList: true, characterData: true, attributes: true })
  look()
})

export const ready = () => until(() => shown('#status').textContent.startsWith('Ready'))
