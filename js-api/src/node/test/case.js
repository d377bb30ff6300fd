import { event as dispatch, isElementVisible, nextTurn, toElement, waitFor, waitForText } from './dom.js'
import { Nesting } from './nesting.js'

/** @typedef {import('./dom.js').Selector} Selector */

/** A test with hands for the page; what they take as `message` becomes a passed assertion. */
export class Test extends Nesting {
  /** @param {string} message a line of the report */
  diagnostic (message) {
    this.comment(message)
  }

  /**
   * @param {number} milliseconds
   * @param {string | Error} [message]
   */
  async sleep (milliseconds, message) {
    await new Promise((resolve) => setTimeout(resolve, milliseconds))
    if (message) this.pass(message)
  }

  /** @param {string | Error} [message] */
  async requestAnimationFrame (message) {
    // A hidden window draws nothing; there the timer answers.
    if (document.hidden) await nextTurn()
    else await new Promise((resolve) => globalThis.requestAnimationFrame(resolve))
    if (message) this.pass(message)
  }

  /**
   * @param {Selector} selector
   * @param {string | Error} [message]
   */
  async click (selector, message) {
    toElement(selector).click()
    await this.requestAnimationFrame(message)
  }

  /**
   * @param {Selector} selector
   * @param {string | Error} [message]
   */
  async eventClick (selector, message) {
    await this.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true }), selector, message)
  }

  /**
   * @param {string | Event} event
   * @param {Selector} target
   * @param {string | Error} [message]
   */
  async dispatchEvent (event, target, message) {
    dispatch(event, target)
    await this.requestAnimationFrame(message)
  }

  /**
   * @param {Selector} selector
   * @param {string | Error} [message]
   */
  async focus (selector, message) {
    toElement(selector).focus()
    await this.requestAnimationFrame(message)
  }

  /**
   * @param {Selector} selector
   * @param {string | Error} [message]
   */
  async blur (selector, message) {
    toElement(selector).blur()
    await this.requestAnimationFrame(message)
  }

  /**
   * Type text into a field, a character at a time.
   * @param {Selector} selector
   * @param {string} text
   * @param {string | Error} [message]
   */
  async type (selector, text, message) {
    const field = toElement(selector)
    for (const character of text) {
      field.value = (field.value ?? '') + character
      field.dispatchEvent(new InputEvent('input', { bubbles: true, data: character }))
      await this.requestAnimationFrame()
    }
    if (message) this.pass(message)
  }

  /**
   * @param {Selector} parent
   * @param {Node} child
   * @param {string | Error} [message]
   */
  async appendChild (parent, child, message) {
    toElement(parent).appendChild(child)
    await this.requestAnimationFrame(message)
  }

  /**
   * @param {Selector} selector
   * @param {string | Error} [message]
   */
  async removeElement (selector, message) {
    toElement(selector).remove()
    await this.requestAnimationFrame(message)
  }

  /**
   * @param {Selector} selector
   * @param {string | Error} [message]
   */
  async elementVisible (selector, message = 'element should be visible') {
    this.ok(isElementVisible(toElement(selector)), message)
  }

  /**
   * @param {Selector} selector
   * @param {string | Error} [message]
   */
  async elementInvisible (selector, message = 'element should be invisible') {
    this.ok(!isElementVisible(toElement(selector)), message)
  }

  /**
   * @param {any} what
   * @param {any} [options]
   * @param {string | Error} [message]
   */
  async waitFor (what, options, message) {
    const found = await waitFor(what, options)
    this.ok(found, message ?? (typeof what === 'string' ? `${what} appeared` : 'it appeared'))
    return found
  }

  /**
   * @param {Selector} selector
   * @param {any} options
   * @param {string | Error} [message]
   */
  async waitForText (selector, options, message = 'text appeared') {
    const found = await waitForText(selector, options)
    this.ok(found, message)
    return found
  }

  /**
   * @param {string} selector
   * @param {string | Error} [message]
   * @returns {any}
   */
  querySelector (selector, message = `${selector} exists`) {
    const found = document.querySelector(selector)
    this.ok(found, message)
    return found
  }

  /**
   * @param {string} selector
   * @param {string | Error} [message]
   * @returns {any[]}
   */
  querySelectorAll (selector, message = `${selector} exists`) {
    const found = Array.from(document.querySelectorAll(selector))
    this.ok(found.length, message)
    return found
  }

  /**
   * @param {Selector} selector
   * @param {string | Error} [message]
   */
  getComputedStyle (selector, message) {
    const style = globalThis.getComputedStyle(toElement(selector))
    if (message) this.ok(style, message)
    return style
  }
}
