/** The name this module has in the contract. */
export { event, isElementVisible, toElement, waitFor, waitForText } from './dom.js'
export * as default from './dom-helpers.js'
