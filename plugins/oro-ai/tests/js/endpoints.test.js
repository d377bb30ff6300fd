import { Model } from 'oro:ai/llm'
import { test } from 'oro:test'

const prefix = new URL('/ai/llama/', location.href).href

/**
 * @param {string} endpoint
 * @param {object} body
 * @param {RequestInit} [options]
 */
function post (endpoint, body, options = {}) {
  const headers = { 'content-type': 'application/json' }
  return fetch(prefix + endpoint, { method: 'POST', headers, body: JSON.stringify(body), ...options })
}

/**
 * What a stream of events holds; lines that begin with a colon are none, an engine may be sent some.
 *
 * @param {string} text
 */
function events (text) {
  return text.split(/\n+/).filter((line) => line && !line.startsWith(':')).map((line) => line.replace(/^data: /, ''))
}

/** Waits until no slot is busy any more; the page's test has a deadline of its own. */
async function idle () {
  for (;;) {
    const { pool } = await (await fetch(prefix + 'health')).json()
    if (pool.every((/** @type {{ busy: number }} */ one) => !one.busy)) return pool[0]
  }
}

test('health answers before any model is loaded, and models are listed once one is', async (t) => {
  const health = await (await fetch(prefix + 'health')).json()
  t.deepEqual([health.ready, health.models], [true, []], 'the default model could be loaded')
  t.deepEqual(await (await fetch(prefix + 'v1/models')).json(), { object: 'list', data: [] })
  t.equal((await fetch(prefix + 'tokenize?content=hello')).status, 200)
  const { data } = await (await fetch(prefix + 'v1/models')).json()
  t.deepEqual(data.map((/** @type {{ id: string }} */ one) => one.id), ['random.gguf'])
})

test('a streamed completion is the whole one in pieces', async (t) => {
  const asked = { prompt: 'Once', max_tokens: 20, temperature: 0, ignore_eos: true }
  const whole = await (await post('v1/completions', asked)).json()
  const response = await post('v1/completions?stream=true', asked)
  t.equal(response.headers.get('content-type'), 'text/event-stream')
  const told = events(await response.text())
  t.equal(told.pop(), '[DONE]')
  const chunks = told.map((line) => JSON.parse(line).choices[0])
  t.equal(chunks.map((chunk) => chunk.text).join(''), whole.choices[0].text)
  t.equal(chunks.at(-1).finish_reason, 'length')
  t.equal(whole.usage.completion_tokens, 20)
})

test('a page that loses interest frees its slot', async (t) => {
  const leaving = new AbortController()
  const asked = { prompt: 'x'.repeat(200), max_tokens: -1, temperature: 0, ignore_eos: true, stream: true }
  const response = await post('v1/completions', asked, { signal: leaving.signal })
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader()
  t.ok((await reader.read()).value, 'it had begun')
  leaving.abort()
  t.equal((await idle()).aborted, 1)
})

test('errors have the shape of OpenAI', async (t) => {
  const refused = await post('v1/chat/completions', { messages: 5 })
  t.equal(refused.status, 400)
  const { error } = await refused.json()
  t.deepEqual([error.type, error.param], ['invalid_request_error', 'messages'])
  t.equal((await post('v1/completions', { model: 'nobody', prompt: '' })).status, 404)
})

test('a frame in a sandbox, and a document of data, reach nothing', async (t) => {
  const script = `
    const asked = { method: 'POST', body: '{"prompt":"x","max_tokens":1}' }
    const ways = ['health', 'v1/models', 'metrics', 'slots', 'v1/completions']
    const tried = ways.map((way) => fetch('${prefix}' + way, way === 'v1/completions' ? asked : {}).then(
      async (answer) => answer.status === 403 ? 'refused' : answer.type + ' ' + await answer.text(), () => 'refused'))
    Promise.all(tried).then((found) => parent.postMessage(found, '*'))`
  const source = `<script>${script}</` + 'script>'
  for (const attributes of [{ sandbox: 'allow-scripts', srcdoc: source }, { src: 'data:text/html,' + encodeURIComponent(source) }]) {
    const frame = document.createElement('iframe')
    for (const [name, value] of Object.entries(attributes)) frame.setAttribute(name, value)
    const answered = new Promise((resolve) => addEventListener('message', ({ source, data }) => {
      if (source === frame.contentWindow) resolve(data)
    }))
    document.body.append(frame)
    t.deepEqual(await answered, Array(5).fill('refused'), Object.keys(attributes).join())
    frame.remove()
  }
})

test('documents are not ranked by a model that was not trained to, and metrics are text', async (t) => {
  const { error } = await (await post('v1/rerank', { query: 'q', documents: ['d'] })).json()
  t.equal(error.param, 'model')
  const answer = await fetch(prefix + 'metrics')
  t.ok(answer.headers.get('content-type')?.startsWith('text/plain'))
  t.ok((await answer.text()).includes('# TYPE oro_ai:requests_total counter'))
})

test('the model that was loaded by itself is listed and unloaded as any other', async (t) => {
  const [model, ...more] = await Model.list()
  t.deepEqual([model?.name, more], ['random.gguf', []])
  await model?.unload()
  t.deepEqual(await Model.list(), [])
})
