/**
 * Models, contexts that continue texts, and LoRA adapters.
 * @module
 */

export { LoRAAttachment } from './llm/attachment.js'
export { Context } from './llm/context.js'
export { LoRA } from './llm/lora.js'
export { Model } from './llm/model.js'
export * as default from './llm.js'
