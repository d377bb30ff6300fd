import ai, { chat, llm } from 'oro:ai'
import { Context, LoRA, LoRAAttachment, Model } from 'oro:ai/llm'
import { test } from 'oro:test'

const ASKED = 'Once upon a time'

/** @param {AsyncIterable<string>} pieces */
async function whole (pieces) {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

/** @param {Promise<any>} work */
async function refused (work) {
  return work.then(() => ({ name: 'nothing', message: 'it worked', code: '' }), (error) => error)
}

test('the modules are one', async (t) => {
  t.equal(llm.Model, Model)
  t.equal(ai.chat, chat)
  t.deepEqual(Object.keys(llm).sort(), ['Context', 'LoRA', 'LoRAAttachment', 'Model', 'default'])
  t.deepEqual(Object.keys(chat).sort(), ['Chat', 'ChatMessageEvent', 'Message', 'Session', 'default'])
})

test('a model is loaded once, is listed, and is unloaded', async (t) => {
  const model = await Model.load('random')
  t.ok(model.loaded)
  t.equal(model.name, 'random.gguf')
  t.ok(model.filename.endsWith('/models/random.gguf'), model.filename)
  t.equal((await new Model({ name: 'random.gguf' }).load()).id, model.id)
  t.deepEqual((await Model.list()).map(({ id }) => id), [model.id])
  await model.unload()
  t.equal(model.loaded, false)
  t.deepEqual(await Model.list(), [])
})

test('what could be loaded is known before', async (t) => {
  const { engine, package: from, files } = await Model.available()
  t.deepEqual(files, ['random.gguf'])
  t.ok(engine, `${from} ${engine}`)
})

test('what cannot be loaded says why', async (t) => {
  const missing = await refused(Model.load('nobody'))
  t.equal(missing.name, 'NotFoundError')
  t.ok(missing.message.includes('"nobody"'), missing.message)
  t.ok((await refused(Model.load('unfit/broken'))).message.includes('it is no GGUF file'))
  t.throws(() => new Model(''), /expected the name of a file/)
  t.throws(() => new Context(/** @type {any} */ ({})), /expected a model/)
  t.ok((await refused(new Context({ model: 'nobody' }).load())).message.includes('Model is not loaded'))
  t.ok((await refused(whole(new Context({ model: 'random' }).generate('x')))).message.includes('it is not loaded'))
  t.equal((await refused(Model.load('random', { signal: AbortSignal.abort() }))).name, 'AbortError')
})

test('a context generates as it comes, and says why it ended', async (t) => {
  const context = await new Context({ model: new Model('random'), size: 400, temp: 0 }).load()
  const pieces = []
  const generating = context.generate(ASKED, { maxTokens: 12 })
  let step = await generating.next()
  for (; !step.done; step = await generating.next()) pieces.push(step.value)
  t.ok(pieces.length > 0, `${pieces.length} pieces`)
  t.equal(step.value.reason, 'length')
  t.equal(step.value.usage.completion, 12)
  const text = pieces.join('')
  t.equal(await whole(context.generate(ASKED, { maxTokens: 12 })), text, 'greedy is the same again')
  const stop = [...text].find((char, place) => place && char > ' ' && char < '~' && !text.slice(0, place).includes(char)) ?? ''
  t.equal(await whole(context.generate(ASKED, { maxTokens: 12, antiprompts: [stop, 'never met'] })), text.slice(0, text.indexOf(stop)))
  const { size, used, options } = await context.stats()
  t.equal(size, 400)
  t.ok(used > 0 && used <= 400, `${used} tokens`)
  t.equal(options.temp, 0)
  await context.unload()
  t.equal(context.loaded, false)
})

test('leaving the loop and aborting end it', async (t) => {
  const context = await new Context({ model: 'random', temp: 0 }).load()
  for await (const text of context.generate(ASKED, { maxTokens: -1 })) {
    t.ok(text)
    break
  }
  const controller = new AbortController()
  const error = await refused((async () => {
    for await (const text of context.generate(ASKED, { maxTokens: -1, signal: controller.signal })) if (text) controller.abort()
  })())
  t.equal(error.name, 'AbortError')
  t.ok(await whole(context.generate(ASKED, { maxTokens: 3 })), 'and it goes on')
  await context.unload()
})

test('what was read is dumped and restored', async (t) => {
  const context = await new Context({ model: 'random', size: 300, temp: 0 }).load()
  const text = await whole(context.generate(ASKED, { maxTokens: 8 }))
  const bytes = await context.dump()
  t.ok(bytes.length > 100, `${bytes.length} bytes`)
  const other = await new Context({ model: 'random', size: 300, temp: 0 }).load()
  await other.restore(bytes)
  const generating = other.generate(ASKED, { maxTokens: 8 })
  let step = await generating.next()
  let again = ''
  for (; !step.done; step = await generating.next()) again += step.value
  t.equal(again, text)
  t.ok(step.value.usage.cached > 0, `${step.value.usage.cached} tokens were not read again`)
  t.ok((await refused(other.restore(new Uint8Array(5)))).message.includes('no dump'))
  await context.unload()
  await other.unload()
})

test('an adapter changes how a model speaks, and no other context', async (t) => {
  const model = await Model.load('random')
  const [plain, adapted] = await Promise.all([1, 2].map(() => new Context({ model, size: 300, temp: 0 }).load()))
  const lora = await LoRA.load({ model, name: 'adapter' })
  t.deepEqual((await LoRA.list()).map(({ id, name }) => [id, name]), [[lora.id, 'adapter.gguf']])
  const before = await whole(adapted.generate(ASKED, { maxTokens: 10 }))
  const attachment = await lora.attach(adapted, { scale: 2 })
  t.ok(attachment instanceof LoRAAttachment && attachment.attached)
  t.deepEqual((await adapted.stats()).lora, [{ id: lora.id, scale: 2 }])
  t.notEqual(await whole(adapted.generate(ASKED, { maxTokens: 10 })), before)
  t.equal(await whole(plain.generate(ASKED, { maxTokens: 10 })), before)
  await attachment.attach({ scale: 0.5 })
  t.equal(attachment.scale, 0.5)
  await attachment.detach()
  t.equal(attachment.attached, false)
  t.equal(await whole(adapted.generate(ASKED, { maxTokens: 10 })), before)
  await plain.unload()
  await adapted.unload()
})
