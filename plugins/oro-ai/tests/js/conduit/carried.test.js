import { Chat } from 'oro:ai/chat'
import { test } from 'oro:test'

const loading = new Chat({ model: 'random', size: 4000, temp: 0 }).load()
let pushes = 0
addEventListener('data', (/** @type {any} */ { detail }) => { if (detail.params?.source?.startsWith('ai.')) pushes++ })

/** @param {AsyncIterable<string>} pieces */
async function whole (pieces) {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

test('answers come over Conduit, and none as an event', async (t) => {
  const chat = await loading
  t.ok(chat.session.overConduit)
  const { content } = await chat.send('Hello', { maxTokens: 200 })
  t.equal((await chat.history()).at(-1)?.content, content)
  t.equal(pushes, 0)
})

test('nothing of an answer that was stopped is taken for the next one', async (t) => {
  const { session } = await loading
  const expected = await whole(session.generate('again', { maxTokens: 8 }))
  for (let time = 0; time < 5; time++) {
    for await (const text of session.generate('Go on for long', { maxTokens: -1 })) {
      t.ok(text)
      break
    }
    t.equal(await whole(session.generate('again', { maxTokens: 8 })), expected)
  }
  t.equal(pushes, 0)
})

test('two conversations are two', async (t) => {
  const chat = await loading
  const other = await new Chat({ model: chat.model, size: 400, temp: 0 }).load()
  const both = await Promise.all([chat, other].map(({ session }) => whole(session.generate('Once', { maxTokens: 30 }))))
  t.equal(both[0], both[1])
  await other.unload()
  await chat.unload()
  t.equal(chat.loaded, false)
})
