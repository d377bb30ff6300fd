import { Chat, ChatMessageEvent, Message, Session } from 'oro:ai/chat'
import { Model } from 'oro:ai/llm'
import { test } from 'oro:test'

/** @param {AsyncIterable<string>} pieces */
async function whole (pieces) {
  let text = ''
  for await (const piece of pieces) text += piece
  return text
}

/** @param {Promise<any>} work */
async function refused (work) {
  return work.then(() => ({ name: 'nothing', message: 'it worked' }), (error) => error)
}

const loading = new Chat({ model: 'random', size: 4000, temp: 0 }).load()

test('what is said is answered piece by piece, and kept', async (t) => {
  const chat = await loading
  /** @type {ChatMessageEvent[]} */
  const told = []
  chat.onmessage = (event) => { told.push(event) }
  const answer = await whole(chat.message('Hello', { maxTokens: 12 }))
  chat.onmessage = null
  t.ok(answer)
  t.ok(told.every((event) => event instanceof ChatMessageEvent && event.session === chat.session))
  t.deepEqual(told.map(({ complete }) => complete), [...told.slice(1).map(() => false), true])
  t.equal(told.slice(0, -1).map(({ data }) => data).join(''), answer)
  t.equal(told.at(-1)?.data, answer)
  const second = await chat.send(new Message({ role: 'user', content: 'And now?' }), { maxTokens: 5 })
  t.ok(second instanceof Message && second.content)
  const history = await chat.history()
  t.ok(history.every((message) => message instanceof Message))
  t.deepEqual(history.map((message) => message.toJSON()), [
    { role: 'user', content: 'Hello' }, { role: 'assistant', content: answer },
    { role: 'user', content: 'And now?' }, { role: 'assistant', content: `${second}` }
  ])
  t.deepEqual((await Chat.list()).map(({ id, messages }) => [id, messages]), [[chat.id, 4]])
})

test('the model is told who it is before anything is said', async (t) => {
  const chat = await new Chat({ model: 'random', size: 400, temp: 0, system: 'You are a parrot.' }).load()
  await chat.send('Hello', { maxTokens: 5 })
  t.deepEqual((await chat.history()).map(({ role }) => role), ['system', 'user', 'assistant'])
  t.equal(`${(await chat.history())[0]}`, 'You are a parrot.')
  await chat.instruct('')
  t.deepEqual((await chat.history()).map(({ role }) => role), ['user', 'assistant'])
  await chat.unload()
  await chat.load()
  t.deepEqual(await chat.history(), [])
  await chat.unload()
  t.ok((await refused(chat.instruct('x'))).message.includes('is not loaded'))
})

test('a text is continued without the history', async (t) => {
  const { session } = await loading
  const before = (await session.history()).length
  const text = await whole(session.generate('Once upon', { maxTokens: 10 }))
  t.ok(text)
  t.equal(await whole(session.generate('Once upon', { maxTokens: 10 })), text)
  t.equal((await session.history()).length, before)
})

test('characters of many bytes come whole', async (t) => {
  const { session } = await loading
  const pieces = []
  for await (const piece of session.generate('日本語 🦊', { maxTokens: 300 })) pieces.push(piece)
  t.equal(pieces.join(''), await whole(session.generate('日本語 🦊', { maxTokens: 300 })))
})

test('stopping ends an answer, and nothing of it is taken for the next one', async (t) => {
  const chat = await loading
  const { session } = chat
  const expected = await whole(session.generate('again', { maxTokens: 8 }))
  let heard = ''
  const error = await refused((async () => {
    for await (const text of chat.message('Go on for long', { maxTokens: -1 })) {
      heard += text
      if (heard.length > 20) chat.stop()
    }
  })())
  t.equal(error.name, 'AbortError')
  t.equal(chat.answering, false)
  t.equal(await whole(session.generate('again', { maxTokens: 8 })), expected)
  const last = (await chat.history()).at(-1)
  t.equal(last?.role, 'assistant')
  t.ok(last?.content.startsWith(heard), 'what came of it is in the history')
})

test('leaving the loop ends it, and so does a signal', async (t) => {
  const chat = await loading
  for await (const text of chat.message('Hello', { maxTokens: -1 })) {
    t.ok(text)
    break
  }
  t.equal(chat.answering, false)
  t.equal((await refused(whole(chat.message('Hello', { signal: AbortSignal.abort() })))).name, 'AbortError')
  t.ok(await whole(chat.session.generate('Hello', { maxTokens: 3 })))
})

test('one answer at a time, and errors are those of the route', async (t) => {
  const chat = await loading
  const first = chat.message('Hello', { maxTokens: 40 })
  await first.next()
  t.ok((await refused(chat.send('You there?'))).message.includes('it is answering'))
  for await (const text of first) t.ok(text)
  t.equal((await refused(whole(chat.session.generate('x '.repeat(9000))))).code, 'context_length_exceeded')
  t.throws(() => new Message(/** @type {any} */ ({ content: 'x' })), /role/)
  t.equal(Message.from('x').role, 'user')
  t.ok((await refused(whole(new Session({ model: 'random' }).message('x')))).message.includes('it is not loaded'))
})

test('a conversation ends with its model, and can be ended', async (t) => {
  const model = await Model.load('random')
  const chat = await loading
  const other = await new Session({ model }).load()
  await other.unload()
  t.equal(other.loaded, false)
  const answering = chat.message('Hello', { maxTokens: -1 })
  await answering.next()
  await model.unload()
  t.ok(await refused((async () => { while (!(await answering.next()).done); })()))
  t.equal((await refused(chat.history())).name, 'NotFoundError')
})
