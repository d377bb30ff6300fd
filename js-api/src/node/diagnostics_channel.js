/**
 * Named channels to publish messages on and subscribe to.
 * @module
 */

import { Channel, channel, hasSubscribers, subscribe, unsubscribe } from './diagnostics_channel/channel.js'
import { TracingChannel, tracingChannel } from './diagnostics_channel/tracing.js'

export { Channel, channel, hasSubscribers, subscribe, TracingChannel, tracingChannel, unsubscribe }

export default { channel, hasSubscribers, subscribe, tracingChannel, unsubscribe, Channel }
