import { test } from 'oro:test'
import { type, until } from './support.js'

const texts = () => Array.from(document.querySelectorAll('#notes li span'), (span) => span.textContent)

test('the stream draws the notes', async (t) => {
  await until(() => texts().length === 2)
  t.equal(texts()[1], 'Streams stay streams', 'the second note')
})

test('a note that is added comes back through the stream', async (t) => {
  type(document.querySelector('#add input'), 'Written in the page ✓')
  document.querySelector('#add button').click()
  await until(() => texts().length === 3)
  t.equal(texts()[2], 'Written in the page ✓', 'the new note')
  await until(() => document.querySelector('#add input').value === '')
})

test('a note that is removed goes', async (t) => {
  document.querySelector('#notes li button').click()
  await until(() => texts().length === 2)
  t.equal(texts()[0], 'Streams stay streams', 'the first is gone')
})

test('what FastAPI refuses is told', async (t) => {
  const missing = await fetch('/api/notes/77', { method: 'DELETE' })
  t.equal(missing.status, 404, 'no such note')
  t.deepEqual(await missing.json(), { detail: 'There is no note 77' }, 'in its own words')
  const wrong = await fetch('/api/notes', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"text":""}' })
  t.equal(wrong.status, 422, 'an empty note')
})
