/**
 * Broadcast channels through the host: they reach every window and worker of the app's origin, where an engine's own
 * `BroadcastChannel` reaches those that share a process with it.
 *
 *     const channel = new BroadcastChannel('notes')
 *     channel.onmessage = ({ data }) => show(data)
 *     channel.postMessage({ saved: 5 })
 *
 * @module
 */

export { IPCBroadcastChannel as BroadcastChannel } from 'oro:ipc'
export * as default from './broadcast.js'
