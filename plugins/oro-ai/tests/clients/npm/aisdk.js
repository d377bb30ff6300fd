// The only tests of a page whose app has Vercel's AI SDK, bundled as any project's bundler does; `test_npm.py` makes it.
import { createOpenAI, createOpenAICompatible, embedMany, generateText, Output, stepCountIs, streamText, tool, z } from 'clients'
import { test } from 'oro:test'

const baseURL = new URL('/ai/llama/v1', location.href).href
const compatible = createOpenAICompatible({ name: 'oro', baseURL, includeUsage: true, supportsStructuredOutputs: true })
// A page has no secret: whose page it is decides what it may ask.
const openai = createOpenAI({ baseURL, apiKey: 'none' })
const models = { compatible: compatible('random'), chat: openai.chat('random'), responses: openai('random') }
const few = { prompt: 'Say hello', temperature: 0, maxOutputTokens: 8, maxRetries: 0 }
const Level = z.object({ level: z.number().int().min(1).max(9) })

for (const [name, model] of Object.entries(models)) {
  test(`${name}: a text is whole, and streamed`, async (t) => {
    const whole = await generateText({ ...few, model })
    t.deepEqual([whole.usage.outputTokens, whole.finishReason], [8, 'length'])
    const stream = streamText({ ...few, model })
    let text = ''
    for await (const piece of stream.textStream) text += piece
    t.equal(text, whole.text)
    t.equal((await stream.usage).outputTokens, 8)
  })

  test(`${name}: an answer has the form that was asked for`, async (t) => {
    const asked = { ...few, model, maxOutputTokens: 400, output: Output.object({ schema: Level }) }
    const { output } = await generateText(asked)
    t.ok(output.level >= 1 && output.level <= 9, JSON.stringify(output))
  })

  test(`${name}: a tool is called, whole and streamed`, async (t) => {
    const called = []
    const setLevel = tool({ description: 'Set it', inputSchema: Level, execute: ({ level }) => { called.push(level) } })
    const asked = { ...few, model, maxOutputTokens: 400, tools: { setLevel }, toolChoice: { type: 'tool', toolName: 'setLevel' } }
    const whole = await generateText(asked)
    t.deepEqual([whole.finishReason, whole.toolCalls.length], ['tool-calls', 1])
    await streamText(asked).consumeStream()
    t.equal(called.length, 2)
    t.deepEqual(called, [whole.toolCalls[0].input.level, whole.toolCalls[0].input.level])
  })

  test(`${name}: the model is told what a tool returned`, async (t) => {
    const setLevel = tool({ description: 'Set it', inputSchema: Level, execute: () => 'It is set.' })
    const { steps } = await generateText({
      ...few,
      model,
      maxOutputTokens: 400,
      tools: { setLevel },
      stopWhen: stepCountIs(2),
      prepareStep: ({ stepNumber }) => ({ toolChoice: stepNumber ? 'none' : 'required' })
    })
    t.deepEqual(steps.map((step) => step.toolCalls.length), [1, 0])
    t.equal(steps[0].toolResults[0].output, 'It is set.')
    const alone = (await generateText({ ...few, model })).usage.inputTokens
    t.ok(steps[1].usage.inputTokens > alone + 20, `${steps[1].usage.inputTokens} tokens, ${alone} of them the question`)
  })
}

test('texts become vectors', async (t) => {
  const values = Array.from({ length: 100 }, (_, place) => `text ${place}`)
  const { embeddings } = await embedMany({ model: compatible.textEmbeddingModel('random'), values })
  t.deepEqual([embeddings.length, embeddings[0].length], [100, 64])
})

test('an error says what is wrong', async (t) => {
  const error = await generateText({ ...few, model: compatible('nobody') }).then(() => null, (error) => error)
  t.equal(error.statusCode, 404)
  t.ok(error.message.includes('nobody'), error.message)
})
