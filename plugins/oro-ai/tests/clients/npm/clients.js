// What a bundler makes the module 'clients' of `aisdk.js` and `others.js` of.
export { createOpenAI } from '@ai-sdk/openai'
export { createOpenAICompatible } from '@ai-sdk/openai-compatible'
export { default as Anthropic } from '@anthropic-ai/sdk'
export { embedMany, generateText, Output, stepCountIs, streamText, tool } from 'ai'
export { Ollama } from 'ollama/browser'
export { z } from 'zod'
