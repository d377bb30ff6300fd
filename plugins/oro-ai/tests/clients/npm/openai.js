// The only tests of a page whose app has OpenAI's client for npm in its folder; `test_npm.py` makes it.
import OpenAI from 'openai'
import { test } from 'oro:test'

const prefix = new URL('/ai/llama/', location.href).href
const messages = [{ role: 'user', content: 'Say hello' }]
const greedy = { model: 'random', temperature: 0, ignore_eos: true }
// A page has no secret: whose page it is decides what it may ask.
const client = new OpenAI({ baseURL: prefix + 'v1', apiKey: 'none', dangerouslyAllowBrowser: true, maxRetries: 0 })

/** @returns {Promise<any>} what the model's slots hold and have done */
async function pool () {
  return (await (await fetch(prefix + 'health')).json()).pool[0]
}

/** Waits until no slot is busy any more; the test has a deadline of its own. */
async function idle () {
  for (;;) {
    const found = await pool()
    if (!found.busy && !found.waiting) return found
  }
}

/** @param {Promise<unknown>} promise @returns {Promise<any>} what it rejects with */
function failure (promise) {
  return promise.then(() => { throw new Error('it did not fail') }, (error) => error)
}

/** @param {string} name its schema has one property */
function schemaOf (name) {
  const schema = { type: 'object', properties: { [name]: { type: 'boolean' } }, required: [name], additionalProperties: false }
  return { type: 'json_schema', json_schema: { name: 'answer', strict: true, schema } }
}

test('a chat is whole, and streamed with its usage', async (t) => {
  const asked = { ...greedy, messages, max_completion_tokens: 16 }
  const whole = await client.chat.completions.create(asked)
  t.deepEqual([whole.usage.completion_tokens, whole.choices[0].finish_reason], [16, 'length'])
  const told = []
  for await (const chunk of await client.chat.completions.create({ ...asked, stream: true, stream_options: { include_usage: true } })) told.push(chunk)
  const last = told.pop()
  t.deepEqual([last.choices, last.usage.completion_tokens], [[], 16])
  t.equal(told.map((chunk) => chunk.choices[0].delta.content ?? '').join(''), whole.choices[0].message.content)
})

test('models are listed', async (t) => {
  const ids = []
  for await (const model of client.models.list()) ids.push(model.id)
  t.deepEqual(ids, ['random.gguf'])
  t.equal((await client.models.retrieve('random.gguf')).owned_by, 'local')
})

test('a response is whole, streamed, and gone on from', async (t) => {
  const asked = { model: 'random', temperature: 0, max_output_tokens: 12 }
  const whole = await client.responses.create({ ...asked, input: 'Say hello' })
  let text = ''
  for await (const event of await client.responses.create({ ...asked, input: 'Say hello', stream: true })) {
    if (event.type === 'response.output_text.delta') text += event.delta
  }
  t.equal(text, whole.output_text)
  const next = await client.responses.create({ ...asked, input: 'Again', previous_response_id: whole.id })
  t.ok(next.usage.input_tokens > whole.usage.input_tokens + 12, `${next.usage.input_tokens}`)
})

test('its helper for streams collects the message', async (t) => {
  const asked = { model: 'random', temperature: 0, messages, grammar: 'root ::= "Hello, " [a-z]' }
  const runner = client.chat.completions.stream(asked)
  const deltas = []
  runner.on('content', (delta) => deltas.push(delta))
  const content = await runner.finalContent()
  t.ok(/^Hello, [a-z]$/.test(content), content)
  t.equal(deltas.join(''), content)
})

test('an answer in a schema is parsed', async (t) => {
  const asked = { model: 'random', temperature: 0, messages, max_completion_tokens: 300, response_format: schemaOf('sane') }
  const { message } = (await client.chat.completions.parse(asked)).choices[0]
  t.deepEqual(Object.keys(message.parsed), ['sane'])
})

test('a tool is called, and the model told what it returned', async (t) => {
  const parameters = schemaOf('sane').json_schema.schema
  const tools = [{ type: 'function', function: { name: 'judge', description: 'Say whether it is', parameters } }]
  const asked = { model: 'random', temperature: 0, messages, tools, tool_choice: 'required', parallel_tool_calls: false }
  const { message, finish_reason: reason } = (await client.chat.completions.create(asked)).choices[0]
  const [call] = message.tool_calls
  t.deepEqual([reason, call.function.name, Object.keys(JSON.parse(call.function.arguments))], ['tool_calls', 'judge', ['sane']])
  const said = [...messages, message, { role: 'tool', tool_call_id: call.id, content: 'It is.' }]
  const told = await client.chat.completions.create({ ...greedy, messages: said, tools, tool_choice: 'none', max_completion_tokens: 4 })
  const alone = await client.chat.completions.create({ ...greedy, messages, tools, tool_choice: 'none', max_completion_tokens: 4 })
  t.ok(told.usage.prompt_tokens > alone.usage.prompt_tokens + 10, `${told.usage.prompt_tokens} tokens`)
})

test('vectors are those the client decodes', async (t) => {
  const packed = await client.embeddings.create({ model: 'random', input: ['one text', 'another'] })
  const plain = await client.embeddings.create({ model: 'random', input: 'one text', encoding_format: 'float' })
  t.deepEqual(packed.data.map((one) => one.index), [0, 1])
  const likeness = packed.data[0].embedding.reduce((sum, x, place) => sum + x * plain.data[0].embedding[place], 0)
  t.ok(Math.abs(likeness - 1) < 1e-3, `the same text has the same vector (${likeness})`)
})

test('errors are the client\'s own', async (t) => {
  const bad = await failure(client.chat.completions.create({ ...greedy, messages, temperature: -1 }))
  t.ok(bad instanceof OpenAI.BadRequestError)
  t.deepEqual([bad.status, bad.param, bad.type], [400, 'temperature', 'invalid_request_error'])
  const missing = await failure(client.completions.create({ model: 'nobody', prompt: 'x' }))
  t.ok(missing instanceof OpenAI.NotFoundError)
  t.equal(missing.code, 'model_not_found')
})

test('a stream that is aborted frees its slot', async (t) => {
  const before = (await pool()).aborted
  const stream = await client.completions.create({ ...greedy, prompt: 'x', max_tokens: -1, stream: true })
  for await (const _ of stream) stream.controller.abort()
  t.equal((await idle()).aborted, before + 1)
})

test('a request that is aborted amid its prompt frees its slot', async (t) => {
  const { aborted, jobs } = await pool()
  const leaving = new AbortController()
  const asked = { ...greedy, prompt: Array(25_000).fill(5), max_tokens: 5 }
  const ends = failure(client.completions.create(asked, { signal: leaving.signal }))
  while ((await pool()).jobs === jobs);
  leaving.abort()
  t.ok(await ends instanceof OpenAI.APIUserAbortError)
  t.equal((await idle()).aborted, aborted + 1)
})

test('too many requests at once are refused, and the client says when to come again', async (t) => {
  const asked = { ...greedy, prompt: 'x', max_tokens: -1 }
  const leaving = new AbortController()
  const all = Array.from({ length: 4 }, () => failure(client.completions.create(asked, { signal: leaving.signal })))
  const first = await Promise.race(all)
  t.ok(first instanceof OpenAI.RateLimitError, String(first))
  t.ok(Number(first.headers.get('retry-after')) >= 1)
  leaving.abort()
  await Promise.all(all)
  await idle()
})
