/**
 * Node's inspector, with promises.
 * @module
 */

export { default, close, console, Network, open, Session, url, waitForDebugger } from '../inspector.js'
