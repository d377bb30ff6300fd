/**
 * Messages to the host as the engine's own channel would take them.
 * @module
 */

export { postMessage, postMessage as default } from '../ipc.js'
