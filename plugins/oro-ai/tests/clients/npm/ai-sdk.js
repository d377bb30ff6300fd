// What a bundler makes `aisdk.js`'s 'ai-sdk' of.
export { createOpenAI } from '@ai-sdk/openai'
export { createOpenAICompatible } from '@ai-sdk/openai-compatible'
export { embedMany, generateText, Output, stepCountIs, streamText, tool } from 'ai'
export { z } from 'zod'
