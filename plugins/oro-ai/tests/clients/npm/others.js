// The only tests of a page whose app has the clients of Anthropic and Ollama, bundled; `test_npm.py` makes it.
import { Anthropic, Ollama } from 'clients'
import { test } from 'oro:test'

const baseURL = new URL('/ai/llama', location.href).href
const messages = [{ role: 'user', content: 'Say hello' }]
const schema = {
  type: 'object',
  properties: { level: { type: 'integer', minimum: 1, maximum: 9 } },
  required: ['level'],
  additionalProperties: false
}
// A page has no secret: whose page it is decides what it may ask.
const anthropic = new Anthropic({ baseURL, apiKey: 'none', dangerouslyAllowBrowser: true, maxRetries: 0 })
// It adds port 80 to an address that has none.
const ollama = new Ollama({ host: baseURL, fetch: (url, options) => fetch(url.replace(':80/', '/'), options) })

/** @param {unknown} level @returns {boolean} whether it is what the schema allows */
function allowed (level) {
  return Number.isInteger(level) && level >= 1 && level <= 9
}

test('anthropic: a message is whole, and streamed', async (t) => {
  const asked = { model: 'random', max_tokens: 8, temperature: 0, messages }
  const whole = await anthropic.messages.create(asked)
  t.deepEqual([whole.usage.output_tokens, whole.stop_reason], [8, 'max_tokens'])
  const stream = anthropic.messages.stream(asked)
  let text = ''
  stream.on('text', (piece) => { text += piece })
  const { content } = await stream.finalMessage()
  t.deepEqual([text, content[0].text], [whole.content[0].text, whole.content[0].text])
})

test('anthropic: an answer has the form that was asked for', async (t) => {
  const form = { format: { type: 'json_schema', schema } }
  const { content } = await anthropic.messages.create({ model: 'random', max_tokens: 400, messages, output_config: form })
  t.ok(allowed(JSON.parse(content[0].text).level), content[0].text)
})

test('anthropic: a tool is called, and the model told what it returned', async (t) => {
  const tools = [{ name: 'set_level', description: 'Set the level', input_schema: schema }]
  const asked = { model: 'random', max_tokens: 400, tools, messages }
  const choice = { type: 'any', disable_parallel_tool_use: true }
  const { content, stop_reason: reason } = await anthropic.messages.create({ ...asked, tool_choice: choice })
  const call = content.find((block) => block.type === 'tool_use')
  t.deepEqual([reason, call.name, allowed(call.input.level)], ['tool_use', 'set_level', true])
  const returned = { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: 'It is set.' }] }
  const said = [...messages, { role: 'assistant', content }, returned]
  const told = await anthropic.messages.countTokens({ model: 'random', tools, messages: said })
  const alone = await anthropic.messages.countTokens({ model: 'random', tools, messages })
  t.ok(told.input_tokens > alone.input_tokens + 20, `${told.input_tokens} tokens`)
})

test('anthropic: an error says what is wrong', async (t) => {
  const asked = { model: 'nobody', max_tokens: 8, messages }
  const error = await anthropic.messages.create(asked).then(() => null, (error) => error)
  t.deepEqual([error instanceof Anthropic.NotFoundError, error.message.includes('nobody')], [true, true])
})

test('ollama: a chat is whole, and streamed', async (t) => {
  const asked = { model: 'random', messages, options: { num_predict: 8, temperature: 0 } }
  const whole = await ollama.chat(asked)
  t.deepEqual([whole.eval_count, whole.done_reason], [8, 'length'])
  let text = ''
  for await (const piece of await ollama.chat({ ...asked, stream: true })) text += piece.message.content
  t.equal(text, whole.message.content)
})

test('ollama: an answer has the form that was asked for', async (t) => {
  const { message } = await ollama.chat({ model: 'random', messages, format: schema })
  t.ok(allowed(JSON.parse(message.content).level), message.content)
})

test('ollama: the model is told of a call, and what it returned', async (t) => {
  const tools = [{ type: 'function', function: { name: 'set_level', description: 'Set it', parameters: schema } }]
  const call = { function: { name: 'set_level', arguments: { level: 3 } } }
  const returned = { role: 'tool', tool_name: 'set_level', content: 'It is set.' }
  const said = [...messages, { role: 'assistant', content: '', tool_calls: [call] }, returned]
  const asked = { model: 'random', tools, options: { num_predict: 4 } }
  const told = await ollama.chat({ ...asked, messages: said })
  const alone = await ollama.chat({ ...asked, messages })
  t.ok(told.prompt_eval_count > alone.prompt_eval_count + 20, `${told.prompt_eval_count} tokens`)
})

test('ollama: texts become vectors, and models are listed', async (t) => {
  const { embeddings } = await ollama.embed({ model: 'random', input: ['one', 'two'] })
  t.deepEqual(embeddings.map((vector) => vector.length), [64, 64])
  t.deepEqual((await ollama.list()).models.map((model) => model.name), ['random.gguf'])
})

test('ollama: an error says what is wrong', async (t) => {
  const error = await ollama.chat({ model: 'nobody', messages }).then(() => null, (error) => error)
  t.deepEqual([error.status_code, error.message.includes('nobody')], [404, true])
})
