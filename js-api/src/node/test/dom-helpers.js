/** A second name of `oro:test/dom`. */
export { event, isElementVisible, toElement, waitFor, waitForText } from './dom.js'
export * as default from './dom-helpers.js'
