import { Context, Model } from 'oro:ai/llm'
import { test } from 'oro:test'

/** @param {Promise<any>} work */
async function refused (work) {
  return work.then(() => ({ name: 'nothing', message: 'it worked', code: '' }), (error) => error)
}

test('a model stops when it is aborted, and goes on from there', async (t) => {
  const leaving = new AbortController()
  /** @type {number[]} */
  const seen = []
  const error = await refused(Model.pull('tiny:1m', {
    signal: leaving.signal,
    progress: ({ file, bytes }) => {
      t.equal(file, 'tiny-1m.gguf')
      seen.push(bytes)
      leaving.abort()
    }
  }))
  t.equal(error.name, 'AbortError', error.message)
  t.ok(seen.length >= 1 && seen[0] > 0, String(seen))
  t.deepEqual((await Model.available()).files, [])
  let last = { bytes: 0, total: /** @type {number | null} */ (0) }
  let model
  while (!model) { // until the app has let go of the one before
    model = await Model.pull('tiny:1m', { progress: (progress) => { last = progress } }).catch((error) => {
      if (!error.message.includes('being pulled already')) throw error
    })
  }
  t.ok(last.bytes <= (last.total ?? 0), JSON.stringify(last))
  t.deepEqual((await Model.available()).files, ['tiny-1m.gguf'])
  const context = await new Context({ model, temp: 0 }).load()
  let text = ''
  for await (const piece of context.generate('Once', { maxTokens: 5 })) text += piece
  t.ok(text)
  t.equal((await Model.pull('tiny:1m')).name, 'tiny-1m.gguf', 'what is there is not pulled again')
})

test('what cannot be pulled says why', async (t) => {
  t.match((await refused(Model.pull('tiny:9b'))).message, /none with that tag/)
  t.match((await refused(Model.pull('org/several'))).message, /name one: org\/several:Q4_0/)
  t.match((await refused(Model.pull('http://127.0.0.1:9/x.gguf'))).message, /no URLs/)
  const damaged = await refused(Model.pull('org/damaged'))
  t.match(damaged.message, /it is no GGUF file/)
  t.equal(damaged.code, 'ERR_MODEL_PULL')
})

test('models of other programs are there, and answer', async (t) => {
  const { shared } = await Model.available()
  t.deepEqual(shared, [{ name: 'qwen3:0.6b', source: 'Ollama' }])
  const model = await Model.load('qwen3:0.6b')
  const context = await new Context({ model, temp: 0 }).load()
  let text = ''
  for await (const piece of context.generate('Once', { maxTokens: 5 })) text += piece
  t.ok(text)
})
