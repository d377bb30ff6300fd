import test from 'oro:test'
import { greet } from 'oro:__PLUGIN__'

test('a page is greeted', async (t) => {
  const { text } = await greet('Ada', 'loud')
  t.equal(text, 'HELLO, ADA!')
})

test('an empty name is refused', async (t) => {
  await t.rejects(greet(''), /name/)
})
