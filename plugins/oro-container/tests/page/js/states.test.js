import { test } from 'oro:test'
import { container } from './support/container.js'

test('states are kept by number, and come back', async (t) => {
  const box = await container()
  const state = await box.snapshot()
  await box.fs.writeFile('later.txt', 'x')
  await box.restore(state)
  t.equal((await box.fs.readdir('.')).includes('later.txt'), false)
})
