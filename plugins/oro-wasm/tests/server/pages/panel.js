/** The panel as tests look at it. */

/** @param {string} selector */
export const shown = (selector) => document.querySelector(selector)

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
