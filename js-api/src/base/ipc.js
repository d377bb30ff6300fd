/**
 * Calls to the host. `request()` is what a page mostly wants:
 *
 *     const { err, data } = await ipc.request('fs.stat', { path })
 *
 * @module
 */

export { createBinding } from './ipc/binding.js'
export { IPCBroadcastChannel } from './ipc/broadcast-channel.js'
export { debug, kDebugEnabled } from './ipc/debug.js'
export { maybeMakeError } from './ipc/error.js'
export { Headers } from './ipc/headers.js'
export { Message } from './ipc/message.js'
export { IPCSearchParams, parseSeq } from './ipc/params.js'
export { emit, postMessage, primordials, ready, resolve } from './ipc/realm.js'
export { Result } from './ipc/result.js'
export { serverSentEvents } from './ipc/server-sent-events.js'
export { openStream, stream } from './ipc/stream.js'
export {
  findIPCMessageTransfers,
  inflateIPCMessageTransfers,
  IPCMessageChannel,
  IPCMessagePort
} from './ipc/transfer.js'
export { request, send, sendSync, TIMEOUT, write } from './ipc/transport.js'
export * as default from './ipc.js'

/** The status of a call that came to data. */
export const OK = 0

/** The status of a call that came to an error. */
export const ERROR = 1
