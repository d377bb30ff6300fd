/**
 * Windows of the app; `oro:application` finds and makes them.
 * @module
 */

export * as default from './window.js'
export * as constants from '../base/window/constants.js'
export { ApplicationWindow, formatURL } from './window/application-window.js'
export { View, views } from './window/views.js'
