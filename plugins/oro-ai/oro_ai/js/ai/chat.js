/**
 * Conversations with a model.
 *
 *     const chat = await new Chat({ model: 'SmolLM2-135M-Instruct.Q4_1' }).load()
 *     for await (const text of chat.message('Hello')) { ... }
 *
 * @module
 */

export { Chat } from './chat/chat.js'
export { ChatMessageEvent } from './chat/event.js'
export { Message } from './chat/message.js'
export { Session } from './chat/session.js'
export * as default from './chat.js'
