/* A worker that answers on the channel it is told of, the engine's own or ours. */
import { BroadcastChannel as Ours } from 'oro:broadcast'

addEventListener('message', async ({ data: { name, own } }) => {
  const channel = own ? new BroadcastChannel(name) : new Ours(name)
  channel.onmessage = (/** @type {any} */ event) => channel.postMessage({ heard: event.data, at: event.origin })
  await (/** @type {any} */ (channel)).ready
  postMessage('ready')
})
