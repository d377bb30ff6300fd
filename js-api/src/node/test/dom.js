import { TimeoutError } from '../../base/errors.js'

const DEFAULT_TIMEOUT = 5000

/** @typedef {string | Element | Window | Document | (() => Element)} Selector */

/**
 * @typedef {object} WaitOptions
 * @property {string} [selector]
 * @property {boolean} [visible] wait until it can be seen, too
 * @property {number} [timeout] milliseconds
 * @property {string} [told] names in an error the thing that did not appear
 */

/**
 * Find an element.
 * @param {Selector} selector
 * @returns {any}
 * @throws {Error} nothing matches
 */
export function toElement (selector) {
  const found = matched(selector)
  if (found) return found
  throw new Error(`Cannot find ${named(selector)}: nothing matches`)
}

/**
 * @param {Selector} selector
 * @returns {any} null when nothing matches
 */
function matched (selector) {
  if (selector === globalThis.window || selector === globalThis.document) return selector
  const found = typeof selector === 'string' ? document.querySelector(selector) : typeof selector === 'function' ? selector() : selector
  return found instanceof Element ? found : null
}

/** @param {Selector} selector */
const named = (selector) => typeof selector === 'string' ? `"${selector}"` : 'an element'

/**
 * Wait for an element, or until a function gives something truthy.
 * @template T
 * @param {string | WaitOptions | (() => T)} what
 * @param {WaitOptions | (() => T)} [more]
 * @returns {Promise<any>}
 */
export async function waitFor (what, more) {
  const options = { ...(typeof what === 'object' ? what : {}), ...(typeof more === 'object' ? more : {}) }
  const selector = typeof what === 'string' ? what : options.selector
  const find = [what, more].find((item) => typeof item === 'function') ?? (() => selector && document.querySelector(selector))
  const end = performance.now() + (options.timeout ?? DEFAULT_TIMEOUT)
  for (;;) {
    const found = /** @type {Function} */ (find)()
    if (found && (!options.visible || isElementVisible(found))) return found
    if (performance.now() > end) {
      throw new TimeoutError(`Cannot find ${options.told ?? (selector ? named(selector) : 'what was waited for')}: it did not appear in time`)
    }
    await nextTurn()
  }
}

/**
 * Wait until an element holds a text, and for the element; the innermost element with the text is given.
 * @param {Selector} element
 * @param {string | RegExp | { text?: string, regex?: RegExp, multipleTags?: boolean, timeout?: number }} options
 * @returns {Promise<any>}
 */
export function waitForText (element, options) {
  const { text, regex, timeout } = typeof options === 'string'
    ? { text: options, regex: undefined, timeout: undefined }
    : options instanceof RegExp ? { text: undefined, regex: options, timeout: undefined } : options
  const holds = (/** @type {Element} */ { textContent }) => regex ? (textContent ?? '').search(regex) >= 0 : (textContent ?? '').includes(text ?? '')
  return waitFor(() => {
    const outer = matched(element)
    const found = outer === globalThis.window || outer === document ? document.body : outer
    return found && holds(found) && innermost(found, holds)
  }, { timeout, told: `${regex ?? JSON.stringify(text)} in ${named(element)}` })
}

/**
 * @param {Element} element
 * @param {(element: Element) => boolean} holds
 * @returns {Element}
 */
function innermost (element, holds) {
  const inner = [...element.children].find(holds)
  return inner ? innermost(inner, holds) : element
}

/**
 * Dispatch an event as a person's action would: it bubbles.
 * @param {string | Event | { event: string | Event, element?: Selector }} what
 * @param {Selector} [target]
 */
export function event (what, target = globalThis.window) {
  const given = typeof what === 'object' && 'event' in what ? what : { event: what, element: target }
  const made = typeof given.event === 'string' ? new Event(given.event, { bubbles: true, cancelable: true }) : given.event
  toElement(given.element ?? target).dispatchEvent(made)
}

/**
 * Tell whether a person could see an element.
 * @param {Element} element
 * @param {Element} [parent] up to where ancestors are looked at
 * @returns {boolean}
 */
export function isElementVisible (element, parent = document.documentElement) {
  for (let at = /** @type {Element | null} */ (element); at; at = at === parent ? null : at.parentElement) {
    const style = getComputedStyle(at)
    if (style.display === 'none' || style.visibility !== 'visible' || style.opacity === '0') return false
  }
  const { width, height } = element.getBoundingClientRect()
  return element.isConnected && width > 0 && height > 0
}

/** @returns {Promise<void>} */
export function nextTurn () {
  return new Promise((resolve) => setTimeout(resolve, 8))
}
