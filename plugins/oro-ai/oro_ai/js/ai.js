/**
 * Models of language and of speech in the app's own process.
 *
 *     import { llm, chat } from 'oro:ai'
 *
 *     const model = await llm.Model.load('SmolLM2-135M-Instruct.Q4_1')
 *     const context = await new llm.Context({ model }).load()
 *     for await (const text of context.generate('Once upon a time')) { ... }
 *
 * Clients of OpenAI's API can use the endpoints at `/ai/llama/v1/…` instead.
 * @module
 */

export * as chat from './ai/chat.js'
export * as llm from './ai/llm.js'
export * as whisper from './ai/whisper.js'
export * as default from './ai.js'
