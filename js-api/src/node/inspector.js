/**
 * Node's inspector. The tools of a page are its engine's (`oro run --debug`), which a page has no hold of: what would
 * begin a session throws when it is used.
 * @module
 */

import { missing } from '../base/internal/missing.js'

export const open = missing('inspector.open()')
export const waitForDebugger = missing('inspector.waitForDebugger()')
export const Session = missing('inspector.Session')
/** Nothing is open, so there is nothing to close. */
export const close = () => {}
/** @returns {string | undefined} undefined: there is no inspector of Node's */
export const url = () => undefined
/** The console of the engine's tools. */
export const { console } = globalThis

export const Network = {
  requestWillBeSent: missing('inspector.Network.requestWillBeSent()'),
  responseReceived: missing('inspector.Network.responseReceived()'),
  loadingFinished: missing('inspector.Network.loadingFinished()'),
  loadingFailed: missing('inspector.Network.loadingFailed()')
}

export default { open, close, url, waitForDebugger, console, Session, Network }
